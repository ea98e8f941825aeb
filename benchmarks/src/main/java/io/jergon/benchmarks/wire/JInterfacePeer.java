package io.jergon.benchmarks.wire;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangDecodeException;
import com.ericsson.otp.erlang.OtpErlangExit;
import com.ericsson.otp.erlang.OtpErlangInt;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpErlangRef;
import com.ericsson.otp.erlang.OtpErlangString;
import com.ericsson.otp.erlang.OtpErlangTuple;
import com.ericsson.otp.erlang.OtpMbox;
import com.ericsson.otp.erlang.OtpNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/// JInterface as the client. A mailbox and a platform thread stand for a process; a call is what
/// its users write: a request to a registered name, then the answer with the same reference. It
/// does not monitor the server, so it sends a third of the messages that the others do.
///
/// ```text
/// JInterfacePeer client NAME COOKIE SERVER
/// ```
public final class JInterfacePeer implements Client {
  private static final OtpErlangAtom GEN_CALL = new OtpErlangAtom("$gen_call");
  private static final OtpErlangAtom COUNT = new OtpErlangAtom("count");
  private static final int CALLS_BETWEEN_LOOKS = 16;

  private final OtpNode node;
  private final String server;

  private JInterfacePeer(OtpNode node, String server) {
    this.node = node;
    this.server = server;
  }

  /// @throws IOException if nothing tells it what to do, or there is no node
  public static void main(String[] arguments) throws IOException {
    OtpNode node = new OtpNode(arguments[1], arguments[2]);
    if (!node.ping(arguments[3], 10_000)) {
      throw new IOException("no connection to " + arguments[3]);
    }
    Client.main(new JInterfacePeer(node, arguments[3]));
    node.close();
  }

  @Override
  public long run(Measure measure, Duration time, Latencies latencies) {
    long end = System.nanoTime() + time.toNanos();
    if (measure == Measure.PAIRS) {
      return pairs(end, latencies);
    }
    OtpMbox box = node.createMbox();
    try {
      return switch (measure) {
        case CALL_INT -> calls(box, "echo_1", new OtpErlangInt(Measure.NUMBER), end, latencies);
        case CALL_STRING -> calls(box, "echo_1", new OtpErlangString(Measure.TEXT), end, latencies);
        case CALL_PID ->
            calls(
                box,
                "echo_1",
                new OtpErlangTuple(new OtpErlangObject[] {box.self()}),
                end,
                latencies);
        case CALL_1M ->
            calls(box, "echo_1", new OtpErlangBinary(new byte[Measure.LARGE]), end, latencies);
        case ONE_WAY -> oneWay(box, end);
        case STREAM_1M -> stream(box, end);
        case PAIRS -> throw new AssertionError(measure);
      };
    } finally {
      node.closeMbox(box);
    }
  }

  private long calls(
      OtpMbox box, String echo, OtpErlangObject argument, long end, Latencies latencies) {
    long calls = 0;
    long before = System.nanoTime();
    while (before < end) {
      for (int i = 0; i < CALLS_BETWEEN_LOOKS; i++) {
        call(box, echo, argument);
        long now = System.nanoTime();
        latencies.add(now - before);
        before = now;
      }
      calls += CALLS_BETWEEN_LOOKS;
    }
    return calls;
  }

  private OtpErlangObject call(OtpMbox box, String name, OtpErlangObject argument) {
    OtpErlangRef reference = node.createRef();
    OtpErlangTuple from = new OtpErlangTuple(new OtpErlangObject[] {box.self(), reference});
    box.send(name, server, new OtpErlangTuple(new OtpErlangObject[] {GEN_CALL, from, argument}));
    try {
      OtpErlangTuple reply = (OtpErlangTuple) box.receive();
      if (!reply.elementAt(0).equals(reference)) {
        throw new IllegalStateException("a reply to another call: " + reply);
      }
      return reply.elementAt(1);
    } catch (OtpErlangExit | OtpErlangDecodeException e) {
      throw new IllegalStateException("no reply", e);
    }
  }

  private long pairs(long end, Latencies latencies) {
    CountDownLatch done = new CountDownLatch(Measure.COUNT_OF_PAIRS);
    LongAdder calls = new LongAdder();
    for (int i = 1; i <= Measure.COUNT_OF_PAIRS; i++) {
      String echo = "echo_" + i;
      OtpMbox box = node.createMbox();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            Latencies own = new Latencies();
            calls.add(calls(box, echo, new OtpErlangInt(Measure.NUMBER), end, own));
            latencies.addAll(own);
            node.closeMbox(box);
            done.countDown();
          });
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return calls.sum();
  }

  private long oneWay(OtpMbox box, long end) {
    long sent = 0;
    do {
      for (int i = 1; i <= Measure.BATCH; i++) {
        box.send("sink", server, new OtpErlangInt(i));
      }
      requireAll(call(box, "sink", COUNT), Measure.BATCH);
      sent += Measure.BATCH;
    } while (System.nanoTime() < end);
    return sent;
  }

  private long stream(OtpMbox box, long end) {
    OtpErlangBinary binary = new OtpErlangBinary(new byte[Measure.LARGE]);
    long sent = 0;
    do {
      for (int i = 1; i <= Measure.LARGE_BATCH; i++) {
        box.send(
            "sink",
            server,
            new OtpErlangTuple(new OtpErlangObject[] {new OtpErlangInt(i), binary}));
      }
      requireAll(call(box, "sink", COUNT), Measure.LARGE_BATCH);
      sent += Measure.LARGE_BATCH;
    } while (System.nanoTime() < end);
    return sent;
  }

  private static void requireAll(OtpErlangObject counted, int sent) {
    if (!counted.toString().equals(Integer.toString(sent))) {
      throw new IllegalStateException("sent " + sent + " messages, in order came " + counted);
    }
  }
}
