package io.jergon.interop;

import org.jspecify.annotations.Nullable;

/// Closes what a test has started, as far as it came.
final class Closing {
  private Closing() {}

  /// Closes each that is not null, in this order.
  static void all(@Nullable AutoCloseable... parts) {
    for (AutoCloseable part : parts) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException("cannot close " + part, e);
      }
    }
  }
}
