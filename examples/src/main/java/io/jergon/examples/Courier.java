package io.jergon.examples;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Result;
import io.jergon.behaviour.ServerRef;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Takes parcels to the depot; when that is closed, comes again in an hour.
public final class Courier implements GenServer<Courier.Waiting, Courier.Deliver> {
  /// How many parcels it has.
  public record Waiting() implements Call<Courier, Integer> {} // waiting -> integer

  /// A parcel for the depot.
  public record Deliver(String parcel) implements Cast<Courier> {} // {deliver, Parcel}

  /// What the server called `depot` understands.
  public interface Depot {
    /// A parcel.
    record Hand(String parcel) implements Call<Depot, Answer> {} // {hand, Parcel} -> taken | closed

    /// What becomes of it.
    enum Answer {
      TAKEN,
      CLOSED
    }
  }

  private record ComeAgain() {} // of its own timer

  private final Self self;
  private final ServerRef<Depot> depot;
  private final Deque<String> parcels = new ArrayDeque<>();

  /// A courier without parcels.
  public Courier(Self self) {
    this.self = self;
    this.depot = GenServer.ref(self.node(), "depot", Depot.class);
  }

  @Override
  public CallResult handleCall(Waiting request, From from) {
    return request.reply(parcels.size());
  }

  @Override
  public Result handleCast(Deliver request) {
    if (request.parcel().isEmpty()) {
      throw new IllegalArgumentException("no parcel");
    }
    parcels.add(request.parcel());
    return handOver();
  }

  @Override
  public Result handleInfo(Object message) {
    return message instanceof ComeAgain ? handOver() : Result.noReply();
  }

  private Result handOver() {
    while (!parcels.isEmpty()) {
      if (depot.call(new Depot.Hand(parcels.getFirst())) == Depot.Answer.CLOSED) {
        self.sendAfter(Duration.ofHours(1), self.pid(), new ComeAgain());
        break;
      }
      parcels.removeFirst();
    }
    return Result.noReply();
  }
}
