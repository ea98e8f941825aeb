package io.jergon.examples;

import io.jergon.behaviour.Call;
import io.jergon.behaviour.CallResult;
import io.jergon.behaviour.Cast;
import io.jergon.behaviour.GenServer;
import io.jergon.behaviour.Result;
import io.jergon.behaviour.ServerRef;
import io.jergon.node.Node;
import io.jergon.node.Self;
import io.jergon.node.gen.From;
import java.time.Duration;

/// A server that answers later: it has the slow work done by another process, and serves others
/// meanwhile.
public final class DeferredReplyExample {
  private DeferredReplyExample() {}

  public static void main(String[] arguments) {
    try (Node node = Node.builder("jvm@127.0.0.1").cookie("secret").start()) {
      System.out.println(run(node));
    }
  }

  static final class Weather implements GenServer<Weather.Request<?>, Cast<Weather>> {
    sealed interface Request<R> extends Call<Weather, R> {}

    record Forecast(String city) implements Request<String> {} // {forecast, City}

    record AskedFor() implements Request<Integer> {} // asked_for

    private final Self self;
    private int askedFor;

    Weather(Self self) {
      this.self = self;
    }

    @Override
    public CallResult handleCall(Request<?> request, From from) {
      return switch (request) {
        case Forecast(String city) -> {
          askedFor++;
          self.node().spawn(worker -> from.reply(computed(city)));
          yield Result.noReply();
        }
        case AskedFor asked -> asked.reply(askedFor);
      };
    }

    private static String computed(String city) {
      return "rain in " + city; // takes its time
    }
  }

  static String run(Node node) {
    ServerRef<Weather> weather = GenServer.start(node, Weather::new);
    return weather.call(new Weather.Forecast("Bergen"), Duration.ofSeconds(5));
  }
}
