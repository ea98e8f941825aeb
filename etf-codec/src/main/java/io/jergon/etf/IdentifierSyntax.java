package io.jergon.etf;

import java.util.Arrays;

/// Pids, ports and references with the name of their node, so that they can be read back:
///
/// ```
/// #Pid<node.id.serial.creation>     #Port<node.id.creation>     #Ref<node.creation.word.word...>
/// ```
///
/// What `erl` prints, `<0.85.0>`, `#Port<0.6>` and `#Ref<0.1.2.3>`, begins with a number that this
/// one `erl` gave the node. It says neither the node's name nor its creation, so it cannot be read.
final class IdentifierSyntax {
  private IdentifierSyntax() {}

  static void print(Pid pid, StringBuilder out) {
    head("#Pid<", pid.node(), out);
    out.append(pid.id()).append('.').append(pid.serial()).append('.');
    out.append(Integer.toUnsignedString(pid.creation())).append('>');
  }

  static void print(Port port, StringBuilder out) {
    head("#Port<", port.node(), out);
    out.append(Long.toUnsignedString(port.id())).append('.');
    out.append(Integer.toUnsignedString(port.creation())).append('>');
  }

  static void print(Ref ref, StringBuilder out) {
    head("#Ref<", ref.node(), out);
    out.append(Integer.toUnsignedString(ref.creation()));
    for (int i = 0; i < ref.wordCount(); i++) {
      out.append('.').append(Integer.toUnsignedString(ref.word(i)));
    }
    out.append('>');
  }

  private static void head(String head, Atom node, StringBuilder out) {
    out.append(head);
    Quoting.atom(node, out);
    out.append('.');
  }

  /// True if an identifier begins at the cursor.
  static boolean startsHere(TermScanner in) {
    return in.startsWith("#Pid<") || in.startsWith("#Port<") || in.startsWith("#Ref<");
  }

  static Term read(TermScanner in) {
    int start = in.position();
    in.skip(1);
    String kind = in.word();
    in.skip(1);
    if (Character.isDigit(in.peek())) {
      throw withoutNode(in, start);
    }
    Atom node = in.atom();
    Term term =
        switch (kind) {
          case "Pid" -> new Pid(node, dotted(in, 32), dotted(in, 32), (int) dotted(in, 32));
          case "Port" -> new Port(node, dotted(in, 64), (int) dotted(in, 32));
          default -> reference(in, node);
        };
    in.expect(">");
    return term;
  }

  /// For an identifier as `erl` prints it.
  static TermSyntaxException withoutNode(TermScanner in, int start) {
    return in.error(
        start, "this does not name its node (expected: #Pid<node.id.serial.creation> or alike)");
  }

  private static Ref reference(TermScanner in, Atom node) {
    int creation = (int) dotted(in, 32);
    int[] words = new int[Ref.MAX_WORDS];
    int count = 0;
    do {
      words[count++] = (int) dotted(in, 32);
    } while (in.peek() == '.' && count < words.length);
    return Ref.of(node, creation, Arrays.copyOf(words, count));
  }

  private static long dotted(TermScanner in, int bits) {
    in.expect(".");
    return NumberSyntax.unsigned(in, bits);
  }
}
