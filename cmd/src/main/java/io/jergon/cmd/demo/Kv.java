package io.jergon.cmd.demo;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import io.jergon.node.gen.From;
import java.util.HashMap;
import java.util.Map;

/// Keeps values by key: typed messages around terms that are kept as they came.
///
/// ```
/// gen_server:call({kv, Node}, {put, K, V})    ok
/// gen_server:call({kv, Node}, {get, K})       {ok, V} or not_found
/// gen_server:call({kv, Node}, {delete, K})    ok
/// gen_server:call({kv, Node}, size)           how many there are
/// ```
///
/// Keys are equal as `=:=` has it: `1` and `1.0` are two.
public final class Kv implements GenServer<Kv.Request<?>, Cast<Kv>> {

  /// What can be asked.
  ///
  /// @param <R> the reply
  public sealed interface Request<R> extends Call<Kv, R> {}

  /// `{put, K, V}`: remembers; answers `ok`.
  public record Put(Term key, Term value) implements Request<Atom> {}

  /// `{get, K}`: looks up.
  public record Get(Term key) implements Request<Found> {}

  /// `{delete, K}`: forgets; answers `ok`, whether it was there or not.
  public record Delete(Term key) implements Request<Atom> {}

  /// `size`: how many keys there are.
  public record Size() implements Request<Integer> {}

  /// The answer to [Get].
  public sealed interface Found {}

  /// `{ok, V}`: it is there.
  public record Ok(Term value) implements Found {}

  /// `not_found`: it is not.
  public record NotFound() implements Found {}

  private final Map<Term, Term> values = new HashMap<>();

  @Override
  public CallResult handleCall(Request<?> request, From from) {
    return switch (request) {
      case Put put -> {
        values.put(put.key(), put.value());
        yield put.reply(Atom.OK);
      }
      case Get get -> {
        Term value = values.get(get.key());
        yield get.reply(value == null ? new NotFound() : new Ok(value));
      }
      case Delete delete -> {
        values.remove(delete.key());
        yield delete.reply(Atom.OK);
      }
      case Size size -> size.reply(values.size());
    };
  }
}
