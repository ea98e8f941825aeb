package io.jergon.etf;

/// A node that others know by another name than the one that its pids, ports and references bear in
/// its own memory. An encoder that has one writes the outer name, a decoder reads the inner one; so
/// what such a node sent comes back to it equal. Terms of other nodes, and of other creations, stay
/// as they are.
///
/// ```java
/// var renaming = new Renaming(Atom.of("nonode@nohost"), 0, Atom.of("CUEUW63O6JI8@vm"), 7);
/// TermOutput.gathering(100, null, TermForms.ALL, renaming);
/// new TermDecoder(DecodeLimits.DEFAULT, renaming);
/// ```
///
/// Atoms are never renamed: what a program says about its name it says in the name of the time.
///
/// @param inside the name in this node's memory
/// @param insideCreation the creation in this node's memory
/// @param outside the name in bytes
/// @param outsideCreation the creation in bytes
public record Renaming(Atom inside, int insideCreation, Atom outside, int outsideCreation) {
  private boolean isInside(Atom node, int creation) {
    return creation == insideCreation && node.equals(inside);
  }

  private boolean isOutside(Atom node, int creation) {
    return creation == outsideCreation && node.equals(outside);
  }

  Pid outward(Pid pid) {
    return isInside(pid.node(), pid.creation())
        ? new Pid(outside, pid.id(), pid.serial(), outsideCreation)
        : pid;
  }

  Pid inward(Pid pid) {
    return isOutside(pid.node(), pid.creation())
        ? new Pid(inside, pid.id(), pid.serial(), insideCreation)
        : pid;
  }

  Port outward(Port port) {
    return isInside(port.node(), port.creation())
        ? new Port(outside, port.id(), outsideCreation)
        : port;
  }

  Port inward(Port port) {
    return isOutside(port.node(), port.creation())
        ? new Port(inside, port.id(), insideCreation)
        : port;
  }

  Ref outward(Ref ref) {
    return isInside(ref.node(), ref.creation())
        ? Ref.adopt(outside, outsideCreation, ref.words())
        : ref;
  }

  Ref inward(Ref ref) {
    return isOutside(ref.node(), ref.creation())
        ? Ref.adopt(inside, insideCreation, ref.words())
        : ref;
  }
}
