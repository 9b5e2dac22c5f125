namespace Ringspun.Tcp.Wire;

/// <summary>What an ICMPv6 parameter problem would say (RFC 4443 section 3.4).</summary>
/// <param name="Code">0 erroneous header field, 1 unrecognized next header, 2 unrecognized option.</param>
/// <param name="Pointer">The offset of the byte in the packet.</param>
/// <param name="MustAnswer">Whether the packet asks for an answer even when it was sent to a group (RFC 8200 section 4.2, action 10).</param>
/// <param name="MayAnswer">Whether an answer is asked for at all; false where the packet is only to be discarded.</param>
public readonly record struct Ipv6Problem(byte Code, int Pointer, bool MustAnswer, bool MayAnswer);
