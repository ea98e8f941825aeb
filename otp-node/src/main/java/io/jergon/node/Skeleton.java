package io.jergon.node;

/// Keeps this package alive until its first class is here; delete it with that.
interface Skeleton {}
