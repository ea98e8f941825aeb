package io.jergon.node.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReaderThreadTest {
  private final ReaderThread thread = new ReaderThread(() -> {}, "reader");
  private final List<String> woken = new ArrayList<>();
  private final Runnable one = () -> woken.add("one");
  private final Runnable other = () -> woken.add("other");

  @Test
  void putsOff_whileNothingIsRead_isLeftToTheCaller() {
    assertThat(thread.putsOff(one)).isFalse();
    thread.reads();
    thread.readEnds();
    assertThat(thread.putsOff(one)).isFalse();
    assertThat(woken).isEmpty();
  }

  @Test
  void putsOff_forSeveralMessages_wakesOnceWhenAllIsRead() {
    for (int i = 0; i < 3; i++) {
      thread.reads();
      assertThat(thread.putsOff(one)).isTrue();
    }
    assertThat(woken).isEmpty();

    thread.readEnds();
    thread.readEnds();

    assertThat(woken).containsExactly("one");
  }

  @Test
  void putsOff_forTwo_wakesBoth() {
    thread.reads();
    assertThat(thread.putsOff(one)).isTrue();
    assertThat(thread.putsOff(other)).isTrue();

    thread.readEnds();

    assertThat(woken).containsExactly("one", "other");
  }

  @Test
  void putsOff_moreIsReadThanOneWouldWaitFor_wakesMeanwhile() {
    thread.reads();
    assertThat(thread.putsOff(one)).isTrue();
    for (int i = 0; i < 64; i++) {
      thread.reads();
    }
    assertThat(woken).isEmpty();

    thread.reads();

    assertThat(woken).containsExactly("one");
    thread.readEnds();
    assertThat(woken).containsExactly("one");
  }

  @Test
  void putsOff_whatIsWokenHasMore_isWokenAgain() {
    thread.reads();
    assertThat(thread.putsOff(one)).isTrue();
    thread.readEnds();
    thread.reads();
    assertThat(thread.putsOff(one)).isTrue();

    thread.readEnds();

    assertThat(woken).containsExactly("one", "one");
  }
}
