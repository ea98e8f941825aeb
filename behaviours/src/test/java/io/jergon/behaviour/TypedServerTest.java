package io.jergon.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jergon.etf.IntegerTerm;
import io.jergon.etf.Pid;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import io.jergon.node.Exit;
import io.jergon.node.gen.From;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TypedServerTest extends LocalNodeTest {

  public static final class Counter implements GenServer<Counter.Request<?>, Counter.Command> {
    public sealed interface Request<R> extends Call<Counter, R> {}

    public record Add(long n) implements Request<Long> {}

    public record Get() implements Request<Long> {}

    public record Describe(String prefix) implements Request<String> {}

    public sealed interface Command extends Cast<Counter> {}

    public record Reset() implements Command {}

    private long value;

    @Override
    public CallResult handleCall(Request<?> request, From from) {
      return switch (request) {
        case Add add -> add.reply(value += add.n());
        case Get get -> get.reply(value);
        case Describe describe -> describe.reply(describe.prefix() + value);
      };
    }

    @Override
    public Result handleCast(Command command) {
      switch (command) {
        case Reset() -> value = 0;
      }
      return Result.noReply();
    }
  }

  /// Stands for a server that speaks terms: what an Erlang one would look like from here.
  static final class Terms implements GenServer<Term, Term> {
    @Override
    public CallResult handleCall(Term request, From from) {
      return Reply.of(
          switch (request) {
            case Tuple add -> add.get(1);
            default -> IntegerTerm.of(7);
          });
    }
  }

  private final ServerRef<Counter> counter = GenServer.start(node, "counter", Counter::new);

  @Test
  void call_withARecord_returnsTheTypeItAsksFor() {
    long sum = counter.call(new Counter.Add(2));
    String text = counter.call(new Counter.Describe("n="));
    assertThat(sum).isEqualTo(2);
    assertThat(text).isEqualTo("n=2");
  }

  @Test
  void call_withATerm_isMappedToTheRecord() {
    assertThat(counter.call(Term.parse("{add,5}"), SOON)).isEqualTo(IntegerTerm.of(5));
    assertThat(counter.call(Term.parse("get"), SOON)).isEqualTo(IntegerTerm.of(5));
    assertThat(counter.call(Term.parse("{describe,<<\"é\"/utf8>>}"), SOON))
        .isEqualTo(Term.parse("<<\"é5\"/utf8>>"));
  }

  @Test
  void cast_withARecordOrATerm_isTheSame() {
    counter.call(new Counter.Add(2));
    counter.cast(new Counter.Reset());
    assertThat(counter.call(new Counter.Get())).isZero();
    counter.call(new Counter.Add(2));
    counter.cast(Term.parse("reset"));
    assertThat(counter.call(new Counter.Get())).isZero();
  }

  @Test
  void call_thatFitsNoRecord_endsTheServerWithAReasonThatNamesIt() {
    Pid pid = counter.pid().orElseThrow();
    CompletableFuture<Term> death = death(pid);
    assertThatThrownBy(() -> counter.call(Term.parse("{multiply,5}"), SOON))
        .isInstanceOf(Exit.class);
    assertThat(join(death).toString()).contains("MappingException").contains("multiply");
  }

  @Test
  void call_toAServerOfTerms_mapsRequestAndReply() {
    GenServer.start(node, "terms", Terms::new);
    ServerRef<Counter> terms = GenServer.ref(node, "terms", node.name(), Counter.class);
    long sum = terms.call(new Counter.Add(3));
    long value = terms.call(new Counter.Get());
    assertThat(sum).isEqualTo(3);
    assertThat(value).isEqualTo(7);
  }

  @Test
  void refs_toTheSamePidOrName_areEqual() {
    Pid pid = node.whereis("user").orElseThrow();
    ServerRef<Object> byPid = ServerRef.of(node, pid, Object.class);
    assertThat(byPid)
        .isEqualTo(ServerRef.of(node, pid, Object.class))
        .hasSameHashCodeAs(ServerRef.of(node, pid, Object.class))
        .isNotEqualTo(GenServer.ref(node, "user", Object.class))
        .isNotEqualTo(pid);
    assertThat(GenServer.ref(node, "user", Object.class))
        .isEqualTo(GenServer.ref(node, "user", node.name(), Object.class))
        .isNotEqualTo(GenServer.ref(node, "rex", Object.class));
  }
}
