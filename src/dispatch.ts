import { randomBytes } from 'node:crypto'
import {
  type Answer,
  type AskedFile,
  fieldsForClient,
  fileAnswer,
  handedOverAnswer,
  notModifiedAnswer,
  preconditionFailedAnswer,
  rangeNotSatisfiableAnswer,
} from './core/answer.ts'
import { type OpenContent, contentFrom } from './core/content.ts'
import { type FileDecision, decide, sendsFile } from './core/decision.ts'
import { planDisposition } from './core/disposition-plan.ts'
import { Descriptions } from './core/description.ts'
import type { Announcer } from './core/events.ts'
import { FirstBytesJudge, tellingBytes } from './core/first-bytes.ts'
import { type Given, givenOption } from './core/given.ts'
import { handOverObserver } from './core/hand-over-observer.ts'
import { isProof, proofField } from './core/proof.ts'
import { type Instruction, type Unable, checkHandOver } from './core/sender.ts'
import type { OpenFile } from './core/store.ts'
import { wholeSeconds } from './core/validators.ts'
import type { RequestHead } from './http/request-head.ts'
import { contentSource } from './senders/embedded.ts'
import type { Settings } from './settings.ts'

/** An answer about a file that was found, and how to get at its bytes. */
export interface Dispatch {
  readonly answer: Answer
  /** The name of the sender whose bytes the client gets. */
  readonly sender: string
  /** Opens the bytes, when the application sends some. */
  readonly open: OpenContent | undefined
}

/** Decides what a request gets of a file, and whether the front end or the application sends it. */
export class Dispatcher {
  readonly #settings: Settings
  readonly #announcer: Announcer
  /** The names of fields, as they were written and in lower case, of which it is known whether they get lost. */
  readonly #judgedFields = new Set<string>()
  readonly #firstBytes = new FirstBytesJudge()
  readonly #descriptions = new Descriptions()

  constructor(settings: Settings, announcer: Announcer) {
    this.#settings = settings
    this.#announcer = announcer
  }

  /** At once, unless the first bytes of the file must be read. */
  dispatch(request: RequestHead, file: OpenFile, given: Given): Dispatch | Promise<Dispatch> {
    const now = Date.now()
    const description = this.#descriptions.of(file, given, now)
    const { representation, made } = description
    const asked = { method: request.method, given, representation, made }
    const decision = decide(request, representation, now / 1000)
    if (!sendsFile(decision)) return bySelf(answerWithoutFile(decision.outcome, asked))
    const send = (disposition: string): Dispatch => {
      description.disposition = disposition
      return this.#send(request, file, asked, decision, disposition)
    }
    const disposition = description.disposition ?? this.#dispositionOf(file, asked)
    return typeof disposition === 'string' ? send(disposition) : disposition.then(send)
  }

  #send(
    request: RequestHead,
    file: OpenFile,
    asked: AskedFile,
    decision: FileDecision,
    disposition: string,
  ): Dispatch {
    const { given } = asked
    const handOver = this.#handOver(request, file, asked, decision, disposition)
    if (handOver !== undefined && !('unable' in handOver)) {
      const isMade = asked.made?.handedOver !== undefined
      const answer = handedOverAnswer(handOver, asked, disposition)
      if (this.#settings.sender.keeps !== 'all') {
        if (!isMade) this.#tellOfLostFields(Object.keys(answer.fields), file.path)
        this.#tellOfLostFields(given.answer.keys(), file.path)
      }
      tellObserver(this.#settings.sender.name, file, handOver)
      return { answer, sender: this.#settings.sender.name, open: undefined }
    }
    const answer = fileAnswer(decision, asked, disposition, unforeseeableBoundary, handOver?.fields)
    const { content } = answer
    if (content.kind !== 'file') return bySelf(answer)
    const maxRate = givenOption(given, 'maxRate')
    return {
      answer,
      sender: 'embedded',
      open: (reuse, from = 0) => contentSource(contentFrom(content, from), file, reuse, maxRate),
    }
  }

  /** At once where the first bytes of the file are known already, or need not be. */
  #dispositionOf(file: OpenFile, { given, representation }: AskedFile): string | Promise<string> {
    const plan = planDisposition(given, file.name, representation.mediaType)
    if ('value' in plan) return plan.value
    const choose = (agreed: boolean): string => (agreed ? plan.ifAgreed() : plan.otherwise())
    const agreed = this.#firstBytes.agrees(plan.kind, file, () => readFirstBytes(file))
    return typeof agreed === 'boolean' ? choose(agreed) : agreed.then(choose)
  }

  /** What tells the front end to send the file, or why it cannot; `undefined` when it is not asked. */
  #handOver(
    request: RequestHead,
    file: OpenFile,
    asked: AskedFile,
    decision: FileDecision,
    disposition: string,
  ): Instruction | Unable | undefined {
    const { sender, proof } = this.#settings
    const { given, representation } = asked
    if (sender.handOver === undefined || request.method === 'HEAD') return undefined
    const reference = file.reference()
    let handOver: Instruction | Unable
    if (proof !== undefined && !isProof(request.field(proofField.toLowerCase()), proof)) {
      handOver = { unable: 'the request does not carry the proof that it came through the front end' }
    } else if (reference === undefined) {
      handOver = { unable: 'the front end cannot reach the file' }
    } else {
      const said = sender.handOver({
        request,
        outcome: decision.outcome,
        file: reference,
        size: file.size,
        modifiedSeconds: wholeSeconds(file.modified),
        entityTag: representation.validators.entityTag,
        lastModified: representation.validators.lastModified,
        maxRate: givenOption(given, 'maxRate'),
        fields: () => fieldsForClient(asked, disposition),
      })
      handOver = checkHandOver(sender, said)
    }
    if ('unable' in handOver) this.#tellOfFallback(handOver, file.path)
    return handOver
  }

  #tellOfFallback({ unable }: Unable, path: string): void {
    const { name } = this.#settings.sender
    this.#announcer.announce({ type: 'fallback', sender: name, reason: unable, path })
  }

  #tellOfLostFields(names: Iterable<string>, path: string): void {
    for (const name of names) this.#tellIfLost(name, path)
  }

  /** Once for each name, however it is written. */
  #tellIfLost(name: string, path: string): void {
    if (this.#judgedFields.has(name)) return
    const { sender, instructions } = this.#settings
    const lowerName = name.toLowerCase()
    const isTold = this.#judgedFields.has(lowerName)
    this.#judgedFields.add(name).add(lowerName)
    if (isTold || sender.keeps === 'all' || sender.keeps.has(lowerName) || instructions.has(lowerName)) return
    const reason = `${sender.name} does not pass the field "${name}" on; name it where the sender is made`
    this.#announcer.announce({ type: 'fallback', sender: sender.name, reason, path, field: name })
  }
}

/** Tests look at hand-overs; nobody else does. */
function tellObserver(sender: string, file: OpenFile, { fields }: Instruction): void {
  const observe = handOverObserver()
  const reference = observe === undefined ? undefined : file.reference()
  if (reference !== undefined) observe?.({ sender, file: reference, instruction: fields })
}

function answerWithoutFile(
  outcome: 'not-modified' | 'precondition-failed' | 'range-not-satisfiable',
  asked: AskedFile,
): Answer {
  switch (outcome) {
    case 'not-modified':
      return notModifiedAnswer(asked)
    case 'precondition-failed':
      return preconditionFailedAnswer(asked)
    case 'range-not-satisfiable':
      return rangeNotSatisfiableAnswer(asked)
  }
}

/** As many as tell the type, where the file has them; a store may give fewer at once than are wanted. */
async function readFirstBytes(file: OpenFile): Promise<Uint8Array> {
  const length = Math.min(file.size, tellingBytes)
  const reader = file.reader({ firstPos: 0, lastPos: length - 1 }, false)
  const chunks: Uint8Array[] = []
  try {
    for (let wanted = length; wanted > 0;) {
      const bytes = await reader.read(wanted)
      if (bytes === undefined || bytes.length === 0) break
      chunks.push(bytes)
      wanted -= bytes.length
    }
    return Buffer.concat(chunks)
  } finally {
    reader.close()
  }
}

function bySelf(answer: Answer): Dispatch {
  return { answer, sender: 'embedded', open: undefined }
}

/** 144 random bits: no file can be made to contain it. */
function unforeseeableBoundary(): string {
  return randomBytes(18).toString('hex')
}
