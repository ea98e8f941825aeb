package io.jergon.node.control;

/// The operation numbers of control messages (erl_dist_protocol, "Protocol between Connected
/// Nodes"), with the OTP release where it is 19 or later.
final class Operation {
  static final int LINK = 1;
  static final int SEND = 2;
  static final int EXIT = 3;

  /// Obsolete since OTP 23.3: from peers without UNLINK_ID only.
  static final int UNLINK = 4;

  static final int REG_SEND = 6;
  static final int GROUP_LEADER = 7;
  static final int EXIT2 = 8;
  static final int SEND_TT = 12;
  static final int EXIT_TT = 13;
  static final int REG_SEND_TT = 16;
  static final int EXIT2_TT = 18;
  static final int MONITOR_P = 19;
  static final int DEMONITOR_P = 20;
  static final int MONITOR_P_EXIT = 21;

  /// OTP 21.
  static final int SEND_SENDER = 22;

  /// OTP 21.
  static final int SEND_SENDER_TT = 23;

  /// OTP 22.
  static final int PAYLOAD_EXIT = 24;

  /// OTP 22.
  static final int PAYLOAD_EXIT_TT = 25;

  /// OTP 22.
  static final int PAYLOAD_EXIT2 = 26;

  /// OTP 22.
  static final int PAYLOAD_EXIT2_TT = 27;

  /// OTP 22.
  static final int PAYLOAD_MONITOR_P_EXIT = 28;

  /// OTP 23.
  static final int SPAWN_REQUEST = 29;

  /// OTP 23.
  static final int SPAWN_REQUEST_TT = 30;

  /// OTP 23.
  static final int SPAWN_REPLY = 31;

  /// OTP 23.
  static final int SPAWN_REPLY_TT = 32;

  /// OTP 24.
  static final int ALIAS_SEND = 33;

  /// OTP 24.
  static final int ALIAS_SEND_TT = 34;

  /// OTP 23.3.
  static final int UNLINK_ID = 35;

  /// OTP 23.3.
  static final int UNLINK_ID_ACK = 36;

  /// OTP 28.
  static final int ALTACT_SIG_SEND = 37;

  private Operation() {}
}
