package io.jergon.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTest {
  /// `erlang:md5([atom_to_list(Cookie) | integer_to_list(Challenge)])`.
  @ParameterizedTest
  @CsvSource({
    "ck,1,45f2e00f2d9cd27e5e8ac53402d0a47a",
    "ck,4294967295,f455395933f711d1ca6e48a2400c1d5d",
    "secret,1234567890,e0fcfc1ba511fc6fe6ee357c9addb932"
  })
  void of_cookieAndChallenge_isErlangs(String cookie, long challenge, String expected) {
    Digest digest = Digest.of(cookie, (int) challenge);

    assertThat(HexFormat.of().formatHex(digest.toByteArray())).isEqualTo(expected);
    assertThat(digest.matches(HexFormat.of().parseHex(expected))).isTrue();
    assertThat(digest.matches(new byte[16])).isFalse();
    assertThat(digest.matches(new byte[0])).isFalse();
  }
}
