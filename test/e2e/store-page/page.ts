/** What a journey asks of the store in a page of its own; see _store-page.ts. */
import { PATIENCE } from '../../../src/vault/idb-faults.ts';
import { createIdbStore } from '../../../src/vault/idb-store.ts';
import { settle } from '../../../src/vault/settle.ts';
import { makeVersion1, runAll } from './fault-run.ts';
import { header, modelOf, record, VAULT } from './records.ts';
import { makeCounters, operate, readCounters, reopen, writeOn } from './writers.ts';

const FIRST = ['a', 'b', 'c'].map((id) => record(id, 1));

const page = {
  PATIENCE,
  VAULT,
  FIRST,
  createIdbStore,
  header,
  record,
  modelOf,
  makeVersion1,
  runAll,
  makeCounters,
  operate,
  readCounters,
  reopen,
  writeOn,
  settle,
};

export type StorePage = typeof page;

Object.assign(globalThis, { storePage: page });
