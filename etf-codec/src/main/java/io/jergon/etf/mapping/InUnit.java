package io.jergon.etf.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/// The unit of the integer that stands for a `Duration` or an `Instant`. Without it the unit is the
/// millisecond, that of Erlang's timeouts.
///
/// ```java
/// record Lease(Duration length, @InUnit(ChronoUnit.SECONDS) Duration renewal) {}
/// // {lease,1500,60}
///
/// record Event(@InUnit(ChronoUnit.MICROS) Instant at) {}
/// // {event,1700000000000000}    as erlang:system_time(microsecond)
/// ```
///
/// What is finer than the unit is lost in writing: rounded down, as Erlang's conversions do. The
/// unit is one from `NANOS` to `DAYS`; another, or another type than those two, is a
/// [MappingException] when the type is first used.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface InUnit {
  ChronoUnit value();
}
