package io.jergon.node.resolver;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A name server on the loopback interface that knows SRV records, and answers "no such name" to
/// everything else. Messages: RFC 1035, section 4; records: RFC 2782.
final class NameServer implements AutoCloseable {
  /// A record.
  record Srv(int priority, int weight, int port, String target) {}

  private static final int TYPE_SRV = 33;
  private static final int CLASS_IN = 1;
  private static final int ANSWER = 0x8180; // a response, recursion desired and available
  private static final int NO_SUCH_NAME = 3;
  private static final int NAME_OF_THE_QUESTION = 0xc00c; // a pointer to offset 12

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final Map<String, List<Srv>> records;

  NameServer(Map<String, List<Srv>> records) throws SocketException {
    this.records = records;
    Thread.ofPlatform().daemon().name("name-server").start(this::serve);
  }

  String url() {
    return "dns://127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      assert socket.isClosed() : e;
    }
  }

  private byte[] answer(ByteBuffer question) throws IOException {
    int id = question.getShort();
    question.position(12);
    int start = question.position();
    StringBuilder name = new StringBuilder();
    for (int length = question.get(); length != 0; length = question.get()) {
      byte[] label = new byte[length];
      question.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
    }
    boolean srv = question.getShort() == TYPE_SRV;
    question.getShort();
    byte[] asked = new byte[question.position() - start];
    question.get(start, asked);
    List<Srv> found = srv ? records.getOrDefault(name.toString(), List.of()) : List.of();

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(found.isEmpty() ? ANSWER | NO_SUCH_NAME : ANSWER);
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0); // no authorities, nothing additional
    out.write(asked);
    for (Srv record : found) {
      byte[] target = name(record.target());
      out.writeShort(NAME_OF_THE_QUESTION);
      out.writeShort(TYPE_SRV);
      out.writeShort(CLASS_IN);
      out.writeInt(60);
      out.writeShort(6 + target.length);
      out.writeShort(record.priority());
      out.writeShort(record.weight());
      out.writeShort(record.port());
      out.write(target);
    }
    return bytes.toByteArray();
  }

  private static byte[] name(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : text.split("\\.")) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
