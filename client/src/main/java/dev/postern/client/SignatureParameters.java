package dev.postern.client;

/**
 * The parameters that make each signature unique.
 *
 * @param created when the request is signed, in Unix seconds
 * @param nonce used once
 */
record SignatureParameters(long created, String nonce) {}
