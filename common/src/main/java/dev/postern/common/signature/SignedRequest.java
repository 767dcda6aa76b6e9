package dev.postern.common.signature;

/** A request with the signature presented in it, of which nothing is proven yet. */
public record SignedRequest(SentRequest sent, PresentedSignature signature) {}
