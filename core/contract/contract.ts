import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { evaluationProcedures, evidenceProcedures } from './evaluation-procedures.ts';
import { Manifest } from './manifest.ts';
import {
  About,
  AskEvent,
  Box,
  Chat,
  Check,
  CompareEvent,
  Document,
  DocumentText,
  Health,
  ImportFile,
  ImportProgress,
  InstalledVersion,
  Library,
  ManifestDifference,
  Rating,
  RatingTag,
  SearchHit,
  Settings,
  Turn,
  TurnDetails,
  VersionRef,
} from './models.ts';
import { base, get, post } from './procedures.ts';
import { auditProcedures, releaseProcedures, versionProcedures, voteProcedures } from './release-procedures.ts';
import { IgnorePatterns, WatchedFolder } from './watched.ts';

const Id = z.object({ id: z.string().min(1).max(200) });
const question = z.string().trim().min(1).max(20_000);

export const contract = {
  libraries: {
    list: get('/libraries').output(z.array(Library)),
    create: post('/libraries')
      .input(z.object({ name: z.string().trim().min(1).max(200) }))
      .output(Library),
  },
  documents: {
    list: get('/documents')
      .input(z.object({ library: z.string().optional() }).optional())
      .output(z.array(Document)),
    text: get('/documents/{id}/text').input(Id).output(DocumentText),
    /** Rectangles of the characters from start to end, merged per line, to highlight a passage on its page. */
    boxes: get('/documents/{id}/boxes')
      .input(Id.extend({ start: z.coerce.number().int().min(0), end: z.coerce.number().int().min(0) }))
      .output(z.array(Box)),
    remove: base
      .route({ method: 'DELETE', path: '/documents/{id}' })
      .input(Id)
      .output(z.object({ removed: z.string() })),
  },
  imports: {
    /** Queues files and folders; folders are walked. Returns at once; `progress` tells the rest. */
    start: post('/imports')
      .input(z.object({ paths: z.array(z.string().min(1)).min(1).max(100_000), library: z.string().optional() }))
      .output(z.object({ batch: z.string(), files: z.number() })),
    samples: post('/imports/samples')
      .input(z.object({ language: z.enum(['en', 'zh-CN']) }))
      .output(z.object({ batch: z.string(), files: z.number() })),
    /** The present snapshot, then one on each change. With `batch`, ends when that batch is finished. */
    progress: get('/imports/progress')
      .input(z.object({ batch: z.string().optional() }).optional())
      .output(eventIterator(ImportProgress)),
    files: get('/imports/files')
      .input(
        z
          .object({ batch: z.string().optional(), state: z.enum(['failed', 'skipped', 'open', 'all']).optional() })
          .optional(),
      )
      .output(z.array(ImportFile)),
    pause: post('/imports/pause').output(z.object({ paused: z.boolean() })),
    resume: post('/imports/resume').output(z.object({ paused: z.boolean() })),
    /** Stops the files that are being read and drops those that wait. Documents already read stay. */
    cancel: post('/imports/cancel').output(z.object({ cancelled: z.number() })),
    retry: post('/imports/retry')
      .input(z.object({ file: z.number() }))
      .output(z.object({ batch: z.string() })),
    /** Forgets failed and skipped files; with `file`, only that one. */
    dismiss: post('/imports/dismiss')
      .input(z.object({ file: z.number().optional() }))
      .output(z.object({ dismissed: z.number() })),
  },
  watched: {
    list: get('/watched')
      .input(z.object({ library: z.string().optional() }).optional())
      .output(z.array(WatchedFolder)),
    /** Follows a folder on this machine from now on; its files are imported, and `imports.progress` tells how far. */
    add: post('/watched')
      .input(
        z.object({
          path: z.string().trim().min(1).max(4000),
          ignore: IgnorePatterns.optional(),
          polling: z.boolean().optional(),
          library: z.string().optional(),
        }),
      )
      .output(WatchedFolder),
    /** Documents of files that are ignored from now on are removed. */
    update: post('/watched/{id}')
      .input(Id.extend({ ignore: IgnorePatterns.optional(), polling: z.boolean().optional() }))
      .output(WatchedFolder),
    /** Stops following. Documents stay, unless they are to be removed. Files are never touched. */
    remove: post('/watched/{id}/remove')
      .input(Id.extend({ removeDocuments: z.boolean().optional() }))
      .output(z.object({ removed: z.string() })),
    /** Looks through the folder again, tries again what failed, and accepts what is there now as the folder. */
    rescan: post('/watched/{id}/rescan').input(Id).output(WatchedFolder),
  },
  search: {
    query: post('/search')
      .input(
        z.object({
          text: question,
          version: VersionRef.optional(),
          library: z.string().optional(),
          top: z.int().min(1).max(100).optional(),
        }),
      )
      .output(z.object({ version: z.string(), hits: z.array(SearchHit), ms: z.number() })),
  },
  chats: {
    list: get('/chats')
      .input(z.object({ text: z.string().max(500).optional() }).optional())
      .output(z.array(Chat)),
    create: post('/chats')
      .input(z.object({ pointer: z.enum(['stable', 'beta']).optional(), library: z.string().optional() }))
      .output(Chat),
    get: get('/chats/{id}')
      .input(Id)
      .output(Chat.extend({ history: z.array(Turn) })),
    rename: post('/chats/{id}/rename')
      .input(Id.extend({ title: z.string().trim().min(1).max(200) }))
      .output(Chat),
    pin: post('/chats/{id}/pin')
      .input(Id.extend({ pinned: z.boolean() }))
      .output(Chat),
    /** Which version answers from now on; remembered for this chat. */
    setPointer: post('/chats/{id}/pointer')
      .input(Id.extend({ pointer: z.enum(['stable', 'beta']) }))
      .output(Chat),
    /** Hides the chat; `restore` brings it back with everything in it. */
    remove: base
      .route({ method: 'DELETE', path: '/chats/{id}' })
      .input(Id)
      .output(z.object({ removed: z.string() })),
    restore: post('/chats/{id}/restore').input(Id).output(Chat),
    ask: post('/ask')
      .input(
        z.object({
          question,
          chat: z.string().optional().describe('Left out: a new chat is made'),
          version: VersionRef.optional().describe('Overrides the version of this one question'),
          library: z.string().optional(),
        }),
      )
      .output(eventIterator(AskEvent)),
    compare: post('/compare')
      .input(z.object({ question, library: z.string().optional(), chat: z.string().optional() }))
      .output(eventIterator(CompareEvent)),
  },
  answers: {
    get: get('/answers/{id}').input(Id).output(Turn),
    details: get('/answers/{id}/details').input(Id).output(TurnDetails),
    /** Changes the given fields only; null clears a field. */
    rate: post('/answers/{id}/rating')
      .input(
        Id.extend({
          thumb: z.enum(['up', 'down']).nullable().optional(),
          stars: z.int().min(1).max(5).nullable().optional(),
          tags: z.array(RatingTag).max(10).optional(),
          comment: z.string().max(4000).nullable().optional(),
        }),
      )
      .output(Rating),
    ...evidenceProcedures,
  },
  versions: {
    list: get('/versions').output(z.array(InstalledVersion)),
    show: get('/versions/{id}')
      .input(Id)
      .output(InstalledVersion.extend({ manifest: Manifest })),
    differences: get('/version-differences').output(
      z.object({ stable: z.string(), beta: z.string().nullable(), keys: z.array(ManifestDifference) }),
    ),
    ...versionProcedures,
  },
  release: releaseProcedures,
  votes: voteProcedures,
  audit: auditProcedures,
  evaluation: evaluationProcedures,
  settings: {
    get: get('/settings').output(Settings),
    set: post('/settings').input(Settings.partial()).output(Settings),
  },
  system: {
    about: get('/about').output(About),
    health: get('/health').output(Health),
    /** Runs each check in turn and streams its row. */
    selfTest: post('/self-test').output(eventIterator(Check)),
  },
};
export type Contract = typeof contract;
