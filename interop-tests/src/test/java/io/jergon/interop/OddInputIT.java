package io.jergon.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a peer may get wrong, said to a Jergon node and to real Erlang nodes in the same bytes: the
/// connection is closed, or it stays open and exactly these answers come. A good peer that was
/// connected before is served afterwards.
@DisabledIfSystemProperty(named = Wire.TLS, matches = "true")
@ParameterizedClass
@MethodSource("io.jergon.interop.OddTarget#each")
class OddInputIT {
  private final OddTarget target;

  OddInputIT(OddTarget target) {
    this.target = target;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.jergon.interop.OddInput#table")
  void oddInput_afterTheHandshake_hasItsOutcome(OddInput row) {
    OddInput.Outcome expected = target.expected(row);
    try (OddPeer good = target.newPeer(OddInput.Framing.PASS_THROUGH);
        OddPeer peer = target.newPeer(row.framing())) {
      assertThat(peer.says(row.lines(), expected)).as(row + ": " + row.why()).isEqualTo(expected);
      assertThat(good.says(List.of(), OddInput.open())).isEqualTo(OddInput.open());
    }
  }
}
