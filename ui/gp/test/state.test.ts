// SPDX-License-Identifier: EUPL-1.2
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BrokerState,
  Connection,
  connection,
  next,
  PageEvent,
  PageState,
  Reason,
  refusalReason,
  TABLE,
} from "../src/state.ts";

function run(events: PageEvent[]): PageState {
  return events.reduce<PageState>((state, event) => next(state, event) ?? state, PageState.Opening);
}

const { Opened, Join, Invited, Connected, Lost, End, Refused, Disbelieved, Retry, CallDropped, PatientLeft } = PageEvent;

test("a visit from link to end", () => {
  assert.equal(run([Opened, Join, Invited, Connected]), PageState.InCall);
  assert.equal(run([Opened, Join, Invited, Connected, Lost]), PageState.Reconnecting);
  assert.equal(run([Opened, Join, Invited, Connected, Lost, Connected]), PageState.InCall);
  assert.equal(run([Opened, Join, Invited, Connected, End]), PageState.Ended);
});

test("nothing is joined without the GP's hand", () => {
  assert.equal(run([Opened, Invited, Connected]), PageState.Lobby);
});

test("a forged invite or a refusal does not end a good call", () => {
  assert.equal(run([Opened, Join, Invited, Connected, Disbelieved, Refused]), PageState.InCall);
});

test("a forged invite stops everything else for good", () => {
  assert.equal(run([Opened, Join, Disbelieved, Retry, Invited, Connected]), PageState.Tampered);
  assert.equal(run([Opened, Join, Invited, Connected, Lost, Disbelieved]), PageState.Tampered);
});

test("a call that comes to nothing waits for the next", () => {
  assert.equal(run([Opened, Join, Invited, CallDropped]), PageState.Joining);
});

test("a patient who went away is waited for", () => {
  assert.equal(run([Opened, Join, Invited, Connected, PatientLeft]), PageState.InCall);
  assert.equal(run([Opened, Join, Invited, Connected, Lost, PatientLeft]), PageState.Joining);
});

test("ended and tampered are the only final states, and every state can be reached", () => {
  const final = Object.values(PageState).filter((state) => Object.keys(TABLE[state]).length === 0);
  assert.deepEqual(final, [PageState.Tampered, PageState.Ended]);
  const reached = new Set<PageState>([PageState.Opening]);
  for (const state of reached) for (const to of Object.values(TABLE[state])) reached.add(to);
  assert.equal(reached.size, Object.keys(TABLE).length);
});

test("every refusal of the wire has a reason with words", () => {
  assert.equal(refusalReason("in-use"), Reason.InUse);
  assert.equal(refusalReason("stale"), Reason.ClockWrong);
  for (const named of ["malformed", "replayed", "bad-signature", "something new"]) {
    assert.equal(refusalReason(named), Reason.NotAccepted);
  }
});

test("the connection in words", () => {
  const { InCall, Joining, Reconnecting, Lobby } = PageState;
  const { Online, Retrying, Connecting } = BrokerState;
  assert.equal(connection(InCall, Online, true), Connection.Connected);
  assert.equal(connection(InCall, Retrying, true), Connection.ConnectedBrokerAway);
  assert.equal(connection(InCall, Retrying, false), Connection.LineLost);
  assert.equal(connection(Joining, Connecting, false), Connection.BrokerConnecting);
  assert.equal(connection(Joining, Retrying, false), Connection.BrokerAway);
  assert.equal(connection(Joining, Online, false), Connection.Waiting);
  assert.equal(connection(Reconnecting, Online, false), Connection.Reconnecting);
  assert.equal(connection(Reconnecting, Retrying, false), Connection.BrokerAway);
  assert.equal(connection(Lobby, Online, false), Connection.Off);
});
