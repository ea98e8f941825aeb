package io.jergon.etf;

/// The bytes that open a term in the external term format (erl_ext_dist, "External Term Format").
final class Tag {
  /// The version number before a whole term; no tag inside one.
  static final int VERSION = 131;

  /// RECORD_EXT, a native record (OTP 29).
  static final int RECORD = 67;

  /// NEW_FLOAT_EXT (R11B).
  static final int NEW_FLOAT = 70;

  /// BIT_BINARY_EXT (R12B).
  static final int BIT_BINARY = 77;

  /// Marks a zlib-compressed term; only directly after [#VERSION].
  static final int COMPRESSED = 80;

  /// ATOM_CACHE_REF: an atom of the distribution header; only between nodes.
  static final int ATOM_CACHE_REF = 82;

  /// NEW_PID_EXT (OTP 19; always sent since 23).
  static final int NEW_PID = 88;

  /// NEW_PORT_EXT (OTP 19).
  static final int NEW_PORT = 89;

  /// NEWER_REFERENCE_EXT (OTP 19).
  static final int NEWER_REFERENCE = 90;

  static final int SMALL_INTEGER = 97;
  static final int INTEGER = 98;

  /// FLOAT_EXT: the float as text; minor version 0, not sent any more.
  static final int FLOAT = 99;

  /// ATOM_EXT: Latin-1; not sent since OTP 26.
  static final int ATOM = 100;

  /// REFERENCE_EXT: one word, 8-bit creation; not sent any more.
  static final int REFERENCE = 101;

  /// PORT_EXT: 8-bit creation; not sent any more.
  static final int PORT = 102;

  /// PID_EXT: 8-bit creation; not sent any more.
  static final int PID = 103;

  static final int SMALL_TUPLE = 104;
  static final int LARGE_TUPLE = 105;

  /// NIL_EXT: the empty list.
  static final int NIL = 106;

  /// STRING_EXT: a list of 1 to 65,535 integers 0..255.
  static final int STRING = 107;

  static final int LIST = 108;
  static final int BINARY = 109;
  static final int SMALL_BIG = 110;
  static final int LARGE_BIG = 111;

  /// NEW_FUN_EXT: a fun with an environment.
  static final int NEW_FUN = 112;

  /// EXPORT_EXT: `fun M:F/A`.
  static final int EXPORT = 113;

  /// NEW_REFERENCE_EXT: 8-bit creation; not sent any more.
  static final int NEW_REFERENCE = 114;

  /// SMALL_ATOM_EXT: Latin-1; not sent since OTP 26.
  static final int SMALL_ATOM = 115;

  /// MAP_EXT (OTP 17).
  static final int MAP = 116;

  /// FUN_EXT: refused by every node since OTP 23.
  static final int FUN = 117;

  /// ATOM_UTF8_EXT (R16B).
  static final int ATOM_UTF8 = 118;

  /// SMALL_ATOM_UTF8_EXT (R16B).
  static final int SMALL_ATOM_UTF8 = 119;

  /// V4_PORT_EXT: 64-bit id (OTP 24).
  static final int V4_PORT = 120;

  /// LOCAL_EXT: means something to the node that made it only (OTP 26).
  static final int LOCAL = 121;

  private Tag() {}
}
