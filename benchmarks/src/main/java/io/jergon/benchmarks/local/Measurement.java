package io.jergon.benchmarks.local;

/// One figure of one round.
///
/// @param subject one of [Comparison#SUBJECTS]
record Measurement(String subject, Figure figure, double value) {}
