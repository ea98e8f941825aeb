package io.jergon.etf;

/// Which terms whoever reads them can have. A node that gets a term beyond that closes the
/// connection, so the encoder refuses it with an [InexpressibleTermException].
///
/// ```java
/// TermOutput out = TermOutput.gathering(512, null, TermForms.OTP_23);
/// ```
public enum TermForms {
  /// All: OTP 29 and later.
  ALL,

  /// No native records (RECORD_EXT): OTP 24 to 28.
  WITHOUT_RECORDS,

  /// And what pids, ports and references were before OTP 24 made them wider: ids of 15 bits and
  /// serials of 13, ports of 28 bits (written as NEW_PORT_EXT), references of three words, the
  /// first of 18 bits.
  OTP_23;

  private static final int ID_BITS = 15;
  private static final int SERIAL_BITS = 13;
  private static final int PORT_BITS = 28;
  private static final int REF_WORDS = 3;
  private static final int FIRST_WORD_BITS = 18;

  boolean isWide() {
    return this != OTP_23;
  }

  static void requireNarrow(Pid pid) {
    if (pid.id() >>> ID_BITS != 0 || pid.serial() >>> SERIAL_BITS != 0) {
      throw new InexpressibleTermException("the pid " + pid + " is too wide for OTP 23");
    }
  }

  static void requireNarrow(Port port) {
    if (port.id() >>> PORT_BITS != 0) {
      throw new InexpressibleTermException("the port " + port + " is too wide for OTP 23");
    }
  }

  static void requireNarrow(Ref ref) {
    if (ref.wordCount() > REF_WORDS || ref.word(0) >>> FIRST_WORD_BITS != 0) {
      throw new InexpressibleTermException("the reference " + ref + " is too wide for OTP 23");
    }
  }

  void requireRecords() {
    if (this != ALL) {
      throw new InexpressibleTermException("a native record is for OTP 29 and later");
    }
  }
}
