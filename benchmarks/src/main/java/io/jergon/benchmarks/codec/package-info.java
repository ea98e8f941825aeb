/// The codec beside other codecs, over the same terms. Start at [Shape], the terms; then [Codec],
/// what is compared; [CodecBenchmark] measures one of them, [Comparison] runs all of them and OTP's
/// own in turn and writes the table.
@NullMarked
package io.jergon.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
