package dev.postern.client;

/** What makes each signature another one: when, and a nonce that is used once. */
record Stamp(long epochSecond, String nonce) {}
