import { announce, make, refusalOf } from './elements.ts'
import { openDialog } from './dialog.ts'

/** Milliseconds without a key before a search begins. */
const pause = 200

/** Makes the search go on as one types, and deleting ask first. */
export function watchListing(): void {
  const input = document.querySelector<HTMLInputElement>('#query')
  let timer: ReturnType<typeof setTimeout> | undefined
  input?.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void find(input.value.trim()), pause)
  })
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || !form.matches('.delete')) return
    event.preventDefault()
    askToDelete(form)
  })
}

/** Fetches the list anew, and leaves everything around it as it is. */
export async function refreshList(): Promise<void> {
  const fresh = await readDocument(location.href)
  const list = fresh?.querySelector('#list')
  if (list === null || list === undefined) location.reload()
  else document.querySelector('#list')?.replaceChildren(...document.adoptNode(list).childNodes)
}

async function find(query: string): Promise<void> {
  const address = query === '' ? location.pathname : `?${new URLSearchParams({ q: query })}`
  history.replaceState(null, '', address)
  await refreshList()
  const count = document.querySelectorAll('#list tbody tr').length
  announce(query === '' ? 'Everything is shown.' : `${count} found.`)
}

function askToDelete(form: HTMLFormElement): void {
  const name = form.closest('tr')?.querySelector('bdi')?.textContent ?? ''
  const confirm = make('button', { className: 'main', textContent: 'Delete' })
  const question = make('p', {}, make('bdi', { textContent: name }), ' is deleted for good.')
  const dialog = openDialog('Delete this file?', [question], [confirm])
  confirm.addEventListener('click', () => {
    dialog.close()
    void deleteFile(form.action, name)
  })
}

async function deleteFile(address: string, name: string): Promise<void> {
  // The way on to the folder is not needed: the list is fetched anew.
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: { Accept: 'text/plain' },
  })
  const isDone = response.type === 'opaqueredirect'
  const text = isDone ? `${name} is deleted.` : await refusalOf(response)
  await refreshList()
  announce(text)
  document.querySelector<HTMLElement>('#content')?.focus()
}

/** A page as a document, in which nothing runs. It is not made of text, so that no text can become a page. */
function readDocument(address: string): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('GET', address)
    request.setRequestHeader('Accept', 'text/html')
    request.responseType = 'document'
    request.addEventListener('loadend', () => resolve(request.status === 200 ? request.responseXML : null))
    request.send()
  })
}
