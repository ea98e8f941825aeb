package io.jergon.node.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlagsTest {
  @Test
  void constants_bits_areThoseOfTheProtocol() {
    assertThat(Flags.MANDATORY_25.bits()).isEqualTo(0x0107_0F94L);
    assertThat(Flags.MANDATORY_26.bits()).isEqualTo(0x4_0307_0F94L);
    assertThat(Flags.BRING_UP.bits()).isEqualTo(0xD_075F_5FBCL);
    assertThat(Flags.OFFER.bits()).isEqualTo(0x6D_07DF_7FBCL);
    assertThat(Flags.BRING_UP).hasToString("0xD075F5FBC");
  }

  @Test
  void missing_offerWithoutSome_namesThem() {
    Flags offer = Flags.BRING_UP.without(DistributionFlag.V4_NC, DistributionFlag.UNLINK_ID);

    assertThat(offer.missing(Flags.MANDATORY_26))
        .containsExactly(DistributionFlag.UNLINK_ID, DistributionFlag.V4_NC);
    assertThat(Flags.BRING_UP.missing(Flags.MANDATORY_26)).isEmpty();
  }

  @Test
  void missing_digestOf25_standsForTheMandatoryFlags() {
    Flags offer =
        Flags.of(
            DistributionFlag.MANDATORY_25_DIGEST,
            DistributionFlag.UNLINK_ID,
            DistributionFlag.V4_NC);

    assertThat(offer.missing(Flags.MANDATORY_26)).isEmpty();
    assertThat(Flags.BRING_UP.chosenWith(offer).missing(Flags.MANDATORY_26)).isEmpty();
  }

  @Test
  void chosenWith_twoOffers_isWhatBothHave() {
    Flags peer = Flags.MANDATORY_26.with(DistributionFlag.FRAGMENTS, DistributionFlag.SPAWN);

    Flags chosen = Flags.BRING_UP.chosenWith(peer);

    assertThat(chosen).isEqualTo(Flags.MANDATORY_26.with(DistributionFlag.SPAWN));
  }

  @Test
  void published_trueAndFalse_setsAndClears() {
    assertThat(Flags.BRING_UP.has(DistributionFlag.PUBLISHED)).isFalse();
    assertThat(Flags.BRING_UP.published(true).bits()).isEqualTo(0xD_075F_5FBDL);
    assertThat(Flags.BRING_UP.published(true).published(false)).isEqualTo(Flags.BRING_UP);
  }
}
