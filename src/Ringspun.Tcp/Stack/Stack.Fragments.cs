using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Sharing;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Fragments that have come, and what is answered where a datagram cannot be made of them.</content>
public sealed partial class Stack
{
    /// <summary>
    /// Is asked about each datagram that has been put together of fragments: where stacks share their addresses, and <see cref="FlowSteering.TryChooseForFragment"/> gives
    /// all fragments of one to this stack, it may be another's. Null: nobody is, and a datagram that is not this stack's is dropped without an answer.
    /// </summary>
    public AssembledTaker? AssembledTaker { get; set; }

    /// <summary>Whether what is being delivered may be another stack's, which would not like to see it refused: fragments do not say whose they are.</summary>
    private bool MayBeAnothers => _isAssembled && Options.Share.Count > 1 && AssembledTaker is null;

    /// <summary>A datagram put together is delivered like one that came whole; its checksum has to be verified, whatever the device knew of the parts.</summary>
    private void Assemble(long now, Reassembly? datagram)
    {
        if (datagram is null)
        {
            return;
        }

        FragmentKey key = datagram.Key;
        ReadOnlySpan<byte> payload = datagram.Whole;
        InvokingPacket first = datagram.First;
        if (key.Source.IsIpv4)
        {
            if (IsAnothers(key, datagram.Protocol, payload, datagram.Ecn))
            {
                return;
            }

            _isAssembled = true;
            Deliver(now, datagram.Protocol, key.Source, key.Destination, payload, default, datagram.Ecn, first);
            _isAssembled = false;
            return;
        }

        // RFC 8200 section 4.1: destination options may stand behind the fragment header.
        Refusal refusal = Ipv6Extensions.WalkWhole(payload, datagram.Protocol, out Ipv6Extensions extensions, out Ipv6Problem problem);
        refusal = extensions.IsFragment ? Refusal.BadFragment : refusal;
        int fragmentable = first.NextHeaderOffset + Ipv6FragmentHeader.Length;
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            if (problem.MayAnswer)
            {
                problem = problem with { Pointer = fragmentable + problem.Pointer };
                IcmpAnswers.ParameterProblem(this, now, problem, key.Destination, key.Source, first.Bytes);
            }

            return;
        }

        payload = payload[extensions.PayloadOffset..];
        if (IsAnothers(key, extensions.Protocol, payload, datagram.Ecn))
        {
            return;
        }

        bool walked = extensions.PayloadOffset > 0;
        InvokingPacket invoking = walked ? new(first.Bytes, fragmentable + extensions.NextHeaderOffset) : first;
        _isAssembled = true;
        Deliver(now, extensions.Protocol, key.Source, key.Destination, payload, default, datagram.Ecn, invoking);
        _isAssembled = false;
    }

    private bool IsAnothers(in FragmentKey key, IpProtocol protocol, ReadOnlySpan<byte> payload, Ecn ecn)
    {
        if (AssembledTaker is not { } taker || !PacketFlow.TryRead(protocol, key.Source, key.Destination, payload, out PacketFlow flow))
        {
            return false;
        }

        AssembledDatagram datagram = new(flow, key.Source, key.Destination, protocol, ecn, payload);
        return datagram.FitsPacket && taker(datagram);
    }

    private void ExpireFragments(long now)
    {
        while (_reassembler.TryExpire(now, out Reassembly? datagram))
        {
            // RFC 792, RFC 8200 section 4.5: without the first fragment nothing is said.
            InvokingPacket first = datagram.First;
            if (!first.Bytes.IsEmpty)
            {
                IcmpAnswers.ReassemblyTimedOut(this, now, datagram.Key.Destination, datagram.Key.Source, first.Bytes);
            }
        }
    }

    private void AnswerProblem(long now, Ipv6Problem problem, ReadOnlySpan<byte> bytes, bool inside)
    {
        if (!problem.MayAnswer)
        {
            return;
        }

        var source = IpAddress.ReadIpv6(bytes[8..]);
        var destination = IpAddress.ReadIpv6(bytes[24..]);
        if (inside || (Routes.IsOwn(destination) && !destination.IsLoopback && !Routes.IsOwn(source)))
        {
            int length = Ipv6Header.Length + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            IcmpAnswers.ParameterProblem(this, now, problem, destination, source, bytes[..length]);
        }
    }
}
