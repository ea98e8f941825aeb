package io.jergon.benchmarks.codec;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermDecoder;
import io.jergon.etf.TermEncoder;
import io.jergon.etf.Tuple;
import java.util.List;

/// Bytes from and to a record by code as one writes it where there is no mapper: it checks what it
/// reads, but does not say what is wrong.
final class ByHandCodec implements Codec {
  private static final Atom ORDER = Atom.of("order");
  private static final Atom LINE = Atom.of("line");
  private static final Atom OPEN = Atom.of("open");
  private static final Atom SENT = Atom.of("sent");

  private final Order order = Order.sample();
  private final byte[] bytes = encode();

  @Override
  public byte[] encode() {
    return TermEncoder.encode(term(order));
  }

  @Override
  public Order decode() {
    return order(TermDecoder.DEFAULT.decode(bytes));
  }

  @Override
  public Order roundTrip() {
    return order(TermDecoder.DEFAULT.decode(encode()));
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  static Term term(Order order) {
    Term[] lines = new Term[order.lines().size()];
    for (int i = 0; i < lines.length; i++) {
      Order.Line line = order.lines().get(i);
      lines[i] =
          Tuple.of(
              LINE,
              Binary.utf8(line.product()),
              IntegerTerm.of(line.quantity()),
              FloatTerm.of(line.price()));
    }
    return Tuple.of(
        ORDER,
        IntegerTerm.of(order.id()),
        Binary.utf8(order.customer()),
        switch (order.status()) {
          case OPEN -> OPEN;
          case SENT -> SENT;
        },
        Atom.of(order.paid()),
        ListTerm.of(lines));
  }

  private static Order order(Term term) {
    Tuple tuple = tagged(term, ORDER, 6);
    ListTerm list = (ListTerm) tuple.get(5);
    Order.Line[] lines = new Order.Line[list.size()];
    for (int i = 0; i < lines.length; i++) {
      Tuple line = tagged(list.get(i), LINE, 4);
      lines[i] =
          new Order.Line(
              ((Binary) line.get(1)).utf8(),
              ((IntegerTerm) line.get(2)).intValue(),
              ((FloatTerm) line.get(3)).value());
    }
    return new Order(
        ((IntegerTerm) tuple.get(1)).longValue(),
        ((Binary) tuple.get(2)).utf8(),
        status(tuple.get(3)),
        isTrue(tuple.get(4)),
        List.of(lines));
  }

  private static Tuple tagged(Term term, Atom tag, int arity) {
    if (term instanceof Tuple tuple && tuple.arity() == arity && tuple.get(0).equals(tag)) {
      return tuple;
    }
    throw new IllegalArgumentException("expected: a tuple " + tag);
  }

  private static Order.Status status(Term term) {
    if (term.equals(OPEN)) {
      return Order.Status.OPEN;
    }
    if (term.equals(SENT)) {
      return Order.Status.SENT;
    }
    throw new IllegalArgumentException("expected: open or sent");
  }

  private static boolean isTrue(Term term) {
    if (term.equals(Atom.TRUE)) {
      return true;
    }
    if (term.equals(Atom.FALSE)) {
      return false;
    }
    throw new IllegalArgumentException("expected: true or false");
  }
}
