package dev.postern.common.signature;

/** A request and the signature presented with it, which is not verified yet. */
public record SignedRequest(SentRequest sent, PresentedSignature signature) {}
