package io.jergon.node;

import java.util.OptionalLong;

/// A node, and what this one knows of it: an element of `erlang:nodes/2` (OTP 25.1).
///
/// @param name its full name
/// @param type [NodeType#VISIBLE] or [NodeType#HIDDEN] if it is connected, [NodeType#THIS], or else
///   [NodeType#KNOWN]
/// @param connectionId tells connections to one node apart: the next one has another id; none if it
///   is not connected
public record NodeInfo(String name, NodeType type, OptionalLong connectionId) {}
