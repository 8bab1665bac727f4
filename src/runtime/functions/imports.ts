/** Functions that a thread imports by themselves, in messages: where from is told once per sending thread, and is a number then. */
import { Decoder } from '../codec/index.ts'
import type { Encoder } from '../codec/index.ts'
import { blobStore, putBlob } from './blob-store.ts'
import type { ExportRef } from './by-reference.ts'
import { FORM_IMPORT, FORM_IMPORTED } from './forms.ts'
import { writeAs } from './known.ts'
import { importedValue, lacksModules } from './module-loader.ts'

/** By the number of the blob that says where from. */
const imports = new Map<number, Function>()

/** @param lasting - whether `f` is worth a blob. */
export function writeImported(f: Function, ref: ExportRef, lasting: boolean, to: Encoder): void {
  if (lasting) return writeAs(f, { form: FORM_IMPORT, blob: putBlob((blob) => writeRef(ref, blob)) }, to)
  to.remember(f)
  to.u8(FORM_IMPORTED)
  writeRef(ref, to)
}

export function readImported(from: Decoder): Function {
  const url = from.string()
  const module = { base: url, specifier: url, attributes: undefined }
  return importedValue(module, from.string()) as Function
}

/** As {@link readImported}, of what was published under a number. */
export function readImport(blob: number): Function {
  let fn = imports.get(blob)
  if (fn === undefined) {
    fn = readImported(new Decoder(blobStore().get(blob)))
    // what stands in for it until its module is loaded is not kept
    if (!lacksModules()) imports.set(blob, fn)
  }
  return fn
}

function writeRef(ref: ExportRef, to: Encoder): void {
  to.string(ref.url)
  to.string(ref.exported)
}
