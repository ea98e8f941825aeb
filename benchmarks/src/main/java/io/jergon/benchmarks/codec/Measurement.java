package io.jergon.benchmarks.codec;

/// One figure of one round.
///
/// @param subject a codec's label, or [Comparison#OTP]
/// @param nanoseconds per operation
/// @param bytesAllocated per operation, on the Java heap; NaN if not known
record Measurement(
    String subject, Shape shape, String operation, double nanoseconds, double bytesAllocated) {
  @Override
  public String toString() {
    return "%s %s %s: %.1f ns, %.0f B"
        .formatted(shape.label(), operation, subject, nanoseconds, bytesAllocated);
  }
}
