package io.jergon.benchmarks.wire;

/// What one subject did with one measure in one round.
///
/// @param value as the measure's unit says
/// @param processorMicros of both nodes together, for each operation
/// @param median microseconds, NaN where operations are not timed
/// @param most microseconds of 99 %
/// @param nearlyAll microseconds of 99.9 %
record Measurement(
    Subject subject,
    Measure measure,
    double value,
    double processorMicros,
    double median,
    double most,
    double nearlyAll) {}
