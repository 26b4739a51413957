import { make } from './elements.ts'

/** Opens a dialog that goes when it is closed, and gives the focus back to where it was. */
export function openDialog(
  title: string,
  content: readonly Node[],
  actions: readonly Node[],
): HTMLDialogElement {
  const opener = document.activeElement
  const close = make('button', { textContent: 'Close' })
  const heading = make('h2', { id: 'dialog-heading' }, make('bdi', { textContent: title }))
  const dialog = make(
    'dialog',
    {},
    make('header', {}, heading, close),
    make('div', { className: 'body' }, ...content),
    make('footer', {}, ...actions),
  )
  dialog.setAttribute('aria-labelledby', heading.id)
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('click', (event) => {
    // The backdrop counts as the dialog itself.
    if (event.target === dialog) dialog.close()
  })
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (opener instanceof HTMLElement) opener.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
  close.focus()
  return dialog
}
