-- Asks for the paths of a file in turn, where there is one, and ends with the figures as one line of JSON.
local names = {}
local next_name = 0

function init(args)
  local file = os.getenv("BENCH_PATHS")
  if not file then return end
  for name in io.lines(file) do
    names[#names + 1] = wrk.format("GET", name)
  end
  -- The name is chosen here rather than with each request, which then costs wrk next to nothing.
  request = function()
    next_name = next_name % #names + 1
    return names[next_name]
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"bytes":%d,"microseconds":%d,"p99":%d,"errors":%d}\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
