package io.jergon.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;

/// The JVM's end of a peer's control connection: one request at a time, over a loopback socket that
/// the BEAM opens.
///
/// A socket, and not standard input and output, because then the framing is exact, terms of any
/// size pass as bytes, and whatever the node prints cannot disturb it. When either side ends, the
/// other sees the socket close: a BEAM never outlives its test.
final class BeamPeer implements AutoCloseable {

  private static final Duration START_TIME = Duration.ofSeconds(60);
  // How long the answer that a time limit has passed may take, on a busy machine.
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final int OK = 0;

  private final OsProcess process;
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private long requests;

  private BeamPeer(OsProcess process, Socket socket) throws IOException {
    this.process = process;
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  /// Starts a BEAM by `command`, which takes the Erlang expressions that make it connect back, and
  /// waits for that.
  static BeamPeer start(String language, Function<String, ProcessBuilder> command) {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var process =
          OsProcess.start(command.apply(bootExpressions(server.getLocalPort(), token, language)));
      try {
        var peer = new BeamPeer(process, accept(server, process));
        peer.greet(token);
        return peer;
      } catch (IOException | RuntimeException e) {
        process.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no control connection", e);
    }
  }

  // Reads the driver's source from the connection, because the node need not see this machine's
  // files.
  private static String bootExpressions(int port, String token, String language) {
    return """
    {ok, Socket} = gen_tcp:connect({127,0,0,1}, %d, [binary, {packet, 4}, {active, false}, {nodelay, true}]),
    ok = gen_tcp:send(Socket, <<"%s">>),
    {ok, Source} = gen_tcp:recv(Socket, 0),
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Source)),
    {Forms, []} = lists:foldl(
        fun({dot, _} = Dot, {Done, Form}) ->
                {ok, Parsed} = erl_parse:parse_form(lists:reverse([Dot | Form])),
                {[Parsed | Done], []};
           (Token, {Done, Form}) -> {Done, [Token | Form]}
        end, {[], []}, Tokens),
    {ok, Module, Beam} = compile:forms(lists:reverse(Forms), []),
    {module, Module} = code:load_binary(Module, "", Beam),
    Module:start(Socket, %s).\
    """
        .formatted(port, token, language);
  }

  private static Socket accept(ServerSocket server, OsProcess process) throws IOException {
    server.setSoTimeout(100);
    for (long end = System.nanoTime() + START_TIME.toNanos(); ; ) {
      try {
        return server.accept();
      } catch (SocketTimeoutException e) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          throw new IllegalStateException(process + " did not come up" + process.tail(), e);
        }
      }
    }
  }

  private void greet(String token) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) START_TIME.toMillis());
    if (!MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), read())) {
      throw new IOException("somebody else connected to the control port");
    }
    try (InputStream source = BeamPeer.class.getResourceAsStream("jergon_driver.erl")) {
      if (source == null) {
        throw new IOException("jergon_driver.erl is not in the testkit's jar");
      }
      byte[] driver = source.readAllBytes();
      out.writeInt(driver.length);
      out.write(driver);
      out.flush();
    }
    // The boot has ended, distribution included, when the driver answers.
    request('e', "1".getBytes(StandardCharsets.US_ASCII), "start", START_TIME);
  }

  /// Sends one request (see jergon_driver.erl) and waits for its answer.
  ///
  /// @throws ErlangException if the answer says that something was raised, or that `limit` has
  ///   passed
  byte[] request(char op, byte[] body, String source, Duration limit) {
    return request(op, body, source, limit, GRACE);
  }

  /// The same for a node that has its own time to say that `limit` has passed.
  synchronized byte[] request(char op, byte[] body, String source, Duration limit, Duration grace) {
    byte[] answer;
    try {
      socket.setSoTimeout(Math.toIntExact(limit.plus(grace).toMillis()));
      out.writeInt(1 + 2 * Long.BYTES + body.length);
      out.writeByte(op);
      out.writeLong(++requests);
      out.writeLong(limit.toMillis());
      out.write(body);
      out.flush();
      answer = answer();
    } catch (IOException e) {
      throw new UncheckedIOException(process + " does not answer" + process.tail(), e);
    }
    var rest = Arrays.copyOfRange(answer, 1, answer.length);
    if (answer[0] == OK) {
      return rest;
    }
    String text = new String(rest, StandardCharsets.UTF_8);
    throw new ErlangException(
        answer[0] == 1 ? text : "timeout after " + limit + "\n" + text, source);
  }

  OsProcess process() {
    return process;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the control connection", e);
    } finally {
      process.close();
    }
  }

  /// The answer to the last request. Those before it are to requests that nobody waits for any
  /// more, because the node was stopped for longer than their limit.
  private byte[] answer() throws IOException {
    while (true) {
      byte[] answer = read();
      if (ByteBuffer.wrap(answer).getLong() == requests) {
        return Arrays.copyOfRange(answer, Long.BYTES, answer.length);
      }
    }
  }

  private byte[] read() throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("answer of " + length + " bytes");
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
