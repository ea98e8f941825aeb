/// Answers the questions of observer, etop, sys and appmon.
@org.jspecify.annotations.NullMarked
module io.jergon.observer {
  requires transitive io.jergon.behaviour;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.jergon.observer;
}
