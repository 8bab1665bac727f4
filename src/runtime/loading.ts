/** Whether this carrier is importing modules for a thread: then no thread may be started (it would import them again). */
let loading = false

export function setLoadingForThread(on: boolean): void {
  loading = on
}

export function loadingForThread(): boolean {
  return loading
}
