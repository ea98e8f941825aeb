package io.jergon.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.node.handshake.HandshakeMessage.Challenge;
import io.jergon.node.handshake.HandshakeMessage.ChallengeAck;
import io.jergon.node.handshake.HandshakeMessage.ChallengeReply;
import io.jergon.node.handshake.HandshakeMessage.Complement;
import io.jergon.node.handshake.HandshakeMessage.Named;
import io.jergon.node.handshake.HandshakeMessage.OldChallenge;
import io.jergon.node.handshake.HandshakeMessage.SendName;
import io.jergon.node.handshake.HandshakeMessage.SendOldName;
import io.jergon.node.handshake.HandshakeMessage.Status;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeMessageTest {
  private static final String DIGEST = "45f2e00f2d9cd27e5e8ac53402d0a47a";

  static Stream<Arguments> messages() {
    byte[] digest = HexFormat.of().parseHex(DIGEST);
    return Stream.of(
        row(
            new SendName(new Flags(0xD_07DF_7FBDL), 0x673f_0001, "a@b"),
            SendName::decode,
            "4e 0000000d07df7fbd 673f0001 0003 614062"),
        row(
            new SendOldName(new Flags(0x07DF_7FBDL), "a@b"),
            SendOldName::decode,
            "6e 0005 07df7fbd 614062"),
        row(new Status("ok"), Status::decode, "73 6f6b"),
        row(new Named("X@b", 7), Named::decode, "73 6e616d65643a 0003 584062 00000007"),
        row(
            new Challenge(new Flags(0xD_07DF_7FBDL), -2, 0x673f_0001, "a@b"),
            Challenge::decode,
            "4e 0000000d07df7fbd fffffffe 673f0001 0003 614062"),
        row(new Complement(0xD, 9), Complement::decode, "63 0000000d 00000009"),
        row(new ChallengeReply(5, digest), ChallengeReply::decode, "72 00000005 " + DIGEST),
        row(new ChallengeAck(digest), ChallengeAck::decode, "61 " + DIGEST));
  }

  private static Arguments row(
      HandshakeMessage message, Function<byte[], HandshakeMessage> decode, String hex) {
    return Arguments.of(message, decode, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void encode_message_isTheProtocolsBytes(
      HandshakeMessage message, Function<byte[], HandshakeMessage> decode, byte[] bytes) {
    assertThat(message.encode()).isEqualTo(bytes);
    assertThat(decode.apply(bytes)).isEqualTo(message).hasSameHashCodeAs(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void decode_anyTruncation_isRefusedOrShorterText(
      HandshakeMessage message, Function<byte[], HandshakeMessage> decode, byte[] bytes) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      boolean textToTheEnd = message instanceof Status || message instanceof SendOldName;
      if (textToTheEnd && length >= (message instanceof Status ? 1 : 7)) {
        assertThat(decode.apply(part)).isInstanceOf(message.getClass());
      } else {
        assertThatThrownBy(() -> decode.apply(part))
            .isInstanceOf(HandshakeException.class)
            .hasMessageMatching(".*(expected|announces|without).*");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void decode_otherTag_isRefused(
      HandshakeMessage message, Function<byte[], HandshakeMessage> decode, byte[] bytes) {
    byte[] other = bytes.clone();
    other[0] = 'z';

    assertThatThrownBy(() -> decode.apply(other))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("tag 122");
  }

  @Test
  void decode_bytesAfterTheName_areIgnored() {
    byte[] name = new SendName(Flags.BRING_UP, 1, "a@b").encode();
    byte[] challenge = new Challenge(Flags.BRING_UP, 1, 2, "a@b").encode();

    assertThat(SendName.decode(Arrays.copyOf(name, name.length + 5)).name()).isEqualTo("a@b");
    assertThat(Challenge.decode(Arrays.copyOf(challenge, challenge.length + 5)).name())
        .isEqualTo("a@b");
  }

  @Test
  void oldChallenge_bytes_areThoseOfTheProtocol() {
    OldChallenge challenge = new OldChallenge(new Flags(0x01020304), -2, "a@b");
    byte[] bytes = HexFormat.of().parseHex("6e000501020304fffffffe614062");

    assertThat(challenge.encode()).isEqualTo(bytes);
    assertThat(OldChallenge.decode(bytes)).isEqualTo(challenge);
    assertThatThrownBy(() -> OldChallenge.decode(new byte[] {'n', 0, 5}))
        .hasMessageContaining("old challenge of 3 bytes");
  }

  @Test
  void decode_oldNameOfOtherVersion_isRefused() {
    assertThatThrownBy(() -> SendOldName.decode(new byte[] {'n', 0, 4, 0, 0, 0, 0, 'a'}))
        .hasMessageContaining("version 4");
  }

  @Test
  void shown_peersText_isShortAndOnOneLine() {
    assertThat(HandshakeMessage.Fields.shown("a\nb\u0085")).isEqualTo("\"a?b?\"");
    assertThat(HandshakeMessage.Fields.shown("x".repeat(100))).hasSize(64 + 5);
  }
}
