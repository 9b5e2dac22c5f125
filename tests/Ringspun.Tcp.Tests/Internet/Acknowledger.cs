using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Answers every intact packet by one with its number.</summary>
internal sealed class Acknowledger(IpAddress address) : INode
{
    private const int Length = 60;
    private readonly Queue<(IpAddress To, long Number)> _answers = new();

    public long NextDeadline => long.MaxValue;

    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        long number = Datagrams.NumberOf(packet);
        if (number > 0)
        {
            _answers.Enqueue((IpAddress.ReadIpv4(packet[12..]), number));
        }
    }

    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        link = null;
        return _answers.TryDequeue(out (IpAddress To, long Number) answer) ? Datagrams.Write(buffer, address, answer.To, Length, answer.Number) : 0;
    }

    public void Advance(long now)
    {
    }
}
