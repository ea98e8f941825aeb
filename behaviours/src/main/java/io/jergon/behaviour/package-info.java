/// OTP's behaviours in Java.
@NullMarked
package io.jergon.behaviour;

import org.jspecify.annotations.NullMarked;
