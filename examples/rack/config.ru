# Documents for those who sign in: Rack, on which Rails and Sinatra are built.
#
# GET /documents/plans gives plans.pdf to who says "ann" and "secret" by HTTP Basic, and 401 to all others.
#
#     DOCUMENTS_ROOT    the directory
#     DOCUMENTS_PREFIX  the internal location; left out, X-Sendfile names the path itself

require 'rack'

ROOT = File.realpath(ENV.fetch('DOCUMENTS_ROOT'))
PREFIX = ENV['DOCUMENTS_PREFIX']

# What Rack::Sendfile hands over as soon as the application's content says where its file lies. In Rails this is
# `config.action_dispatch.x_sendfile_header`, and `send_file` gives such a content.
if PREFIX
  use Rack::Sendfile, 'X-Accel-Redirect', [["#{ROOT}/", PREFIX]]
else
  use Rack::Sendfile, 'X-Sendfile'
end

use Rack::Auth::Basic, 'Documents' do |name, password|
  Rack::Utils.secure_compare('ann:secret', "#{name}:#{password}")
end

# A file as a content: the server in front sends it, or each reads it.
class Document
  attr_reader :to_path

  def initialize(path)
    @to_path = path
  end

  def each
    File.open(@to_path, 'rb') { |file| yield file.read(65_536) until file.eof? }
  end
end

def find(name)
  path = File.realpath(File.join(ROOT, name))
  # By elements: "/srv/files" is not the beginning of "/srv/files-of-others".
  path if path.start_with?("#{ROOT}/") && File.file?(path)
rescue SystemCallError, ArgumentError
  nil
end

run(lambda do |env|
  name = Rack::Utils.unescape_path(env['PATH_INFO'])[%r{\A/documents/(.*)\z}m, 1]
  path = name && find("#{name}.pdf")
  next [404, { 'Content-Type' => 'text/plain' }, ["There is no such document.\n"]] unless path

  fields = { 'Content-Type' => 'application/pdf', 'Content-Disposition' => 'attachment' }
  # Without a server in front to hand over to, and for HEAD, the length is the file's.
  [200, fields, Document.new(path)]
end)
