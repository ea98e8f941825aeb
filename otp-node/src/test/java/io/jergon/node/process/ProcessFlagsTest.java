package io.jergon.node.process;

import static io.jergon.node.process.OneNode.term;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.node.Exit;
import io.jergon.node.Node;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The values are those of OTP 29.
class ProcessFlagsTest {
  @RegisterExtension static final OneNode ONE = new OneNode();

  private final Node node = ONE.node();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trap_exit|false|true",
        "priority|normal|high",
        "message_queue_data|on_heap|off_heap",
        "min_heap_size|233|610",
        "min_bin_vheap_size|46422|75113",
        "fullsweep_after|65535|10",
        "error_handler|error_handler|mine",
        "async_dist|false|true"
      })
  void processFlag_set_saysWhatItWasAndIsShown(String flag, String first, String second) {
    node.inProcess(self -> {
      assertThat(self.processFlag(flag, term(second))).isEqualTo(term(first));
      assertThat(node.processInfo(self.pid(), List.of(Atom.of(flag))).orElseThrow().item(flag))
          .isEqualTo(term(second));
      assertThat(self.processFlag(flag, term(first))).isEqualTo(term(second));
      return null;
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "min_heap_size|0|233",
        "min_heap_size|234|376",
        "min_heap_size|500|610",
        "min_heap_size|1000|1598",
        "min_heap_size|100000|121536",
        "min_heap_size|1000000|1199557",
        "min_bin_vheap_size|500|46422",
        "min_bin_vheap_size|50000|75113",
        "fullsweep_after|65536|0",
        "fullsweep_after|1000000|16960",
        "max_heap_size|0|#{size => 0, kill => true, error_logger => true, include_shared_binaries => false}",
        "max_heap_size|#{size => 0, kill => false}|#{size => 0, kill => false, error_logger => true, include_shared_binaries => false}"
      })
  void processFlag_valueThatABeamChanges_isShownAsThere(String flag, String set, String shown) {
    node.inProcess(self -> {
      self.processFlag(flag, term(set));
      assertThat(self.processFlag(flag, term(set))).isEqualTo(term(shown));
      assertThat(node.processInfo(self.pid(), List.of(Atom.of(flag))).orElseThrow().item(flag))
          .isEqualTo(term(shown));
      return null;
    });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trap_exit|1",
        "priority|bogus",
        "bogus|1",
        "min_heap_size|-1",
        "message_queue_data|x",
        "save_calls|10",
        "max_heap_size|100000",
        "max_heap_size|#{size => 100000}",
        "max_heap_size|#{kill => false}",
        "max_heap_size|#{size => 0, kill => 1}"
      })
  void processFlag_thatCannotBe_isBadarg(String flag, String value) {
    Term reason =
        node.inProcess(self ->
            catchThrowableOfType(Exit.class, () -> self.processFlag(flag, term(value))).reason());
    assertThat(reason).isEqualTo(Atom.BADARG);
  }

  @Test
  void processFlag_trapExit_isThatOfTrapExit() {
    node.inProcess(self -> {
      self.processFlag("trap_exit", Atom.TRUE);
      assertThat(self.trapExit(false)).isTrue();
      assertThat(self.processFlag("max_heap_size", term("0")).toString()).contains("size => 0");
      return null;
    });
  }
}
