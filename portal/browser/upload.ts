import { sizeText } from './elements.ts'
import { refreshList } from './listing.ts'
import { Transfer } from './transfer.ts'

/** Uploads files that are chosen or dropped, where the user may upload. */
export function watchUploads(): void {
  const form = document.querySelector<HTMLFormElement>('#upload')
  const input = form?.querySelector<HTMLInputElement>('input[type=file]')
  const place = document.querySelector<HTMLElement>('main')
  if (!form || !input || !place) return
  const limit = Number(form.dataset['limit'])
  form.hidden = false
  input.addEventListener('change', () => {
    void uploadAll([...(input.files ?? [])], limit)
    input.value = ''
  })
  for (const type of ['dragover', 'dragleave', 'drop']) {
    place.addEventListener(type, (event) => {
      event.preventDefault()
      place.classList.toggle('drop', type === 'dragover')
    })
  }
  place.addEventListener('drop', ({ dataTransfer }) => {
    void uploadAll([...(dataTransfer?.files ?? [])], limit)
  })
}

/** One after the other, so that the progress of each means something. */
async function uploadAll(files: readonly File[], limit: number): Promise<void> {
  for (const file of files) await upload(file, limit)
  await refreshList()
}

function upload(file: File, limit: number): Promise<void> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const transfer = new Transfer('Uploading', file.name, { cancel: () => request.abort() })
    if (file.size > limit) {
      transfer.ends(`The file is larger than ${sizeText(limit)}, which is the limit here.`)
      resolve()
      return
    }
    request.open('PUT', location.pathname + encodeURIComponent(file.name))
    request.setRequestHeader('Accept', 'text/plain')
    // What is in the file is nothing that the server has to know, nor the browser to tell.
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) => transfer.goesOn(loaded, total))
    request.addEventListener('loadend', () => {
      if (request.status === 201) transfer.ends('Uploaded.')
      else transfer.ends(request.responseText || 'The connection broke off.')
      resolve()
    })
    request.send(file)
  })
}
