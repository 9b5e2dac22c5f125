using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Support;
using static Ringspun.Tcp.Tests.Scripts.Script;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>A peer that says anything, with right checksums: nothing throws, nothing grows, the invariants hold.</summary>
public class LiveFuzzTests
{
    private const int Steps = 250;

    [Fact]
    public void A_mad_peer() => Seeded.Each(150, random =>
    {
        TcpSettings settings = new() { ReceiveBuffer = 20_000, SendBuffer = 20_000, KeepAlive = Arbitrary.Coin(random) };
        Script script = Arbitrary.Coin(random) ? Passive(Everything, settings) : Passive(WithSack, settings);
        for (int step = 0; step < Steps; step++)
        {
            Step(script, random);
            Assert.InRange(script.Pool.Rented, 0, 44_000 + (4 * script.Pool.BufferLength));
            Assert.InRange(script.Stack.ConnectionCount, 0, 20);
        }
    });

    private static void Step(Script script, Random random)
    {
        bool alive = script.Stack.GetInfo(script.Id, out ConnectionInfo info) == StackError.None && info.Failure == StackError.None;
        byte[] bytes = new byte[random.Next(1, 3000)];
        switch (random.Next(alive ? 8 : 5))
        {
            case <= 4:
                Segment(script, random, info);
                break;
            case 5:
                script.Stack.Send(script.Now, script.Id, bytes, out _);
                break;
            case 6:
                script.Stack.Receive(script.Now, script.Id, bytes, out _);
                break;
            default:
                script.Skip(random.NextInt64(2 * Second));
                break;
        }

        script.Forget();
        if (random.Next(400) == 0)
        {
            _ = Arbitrary.Coin(random) ? script.Stack.Shutdown(script.Now, script.Id) : script.Stack.Close(script.Now, script.Id);
        }
    }

    private static void Segment(Script script, Random random, in ConnectionInfo info)
    {
        uint Near(uint number) => random.Next(4) switch
        {
            0 => number,
            1 => number + (uint)random.Next(-10, 3000),
            2 => number + (uint)random.Next(-70_000, 70_000),
            _ => Arbitrary.Number(random),
        };

        TcpOptions options = random.Next(3) == 0 ? Arbitrary.Options(random) : default;
        options.TimestampValue = Near(1000);
        for (int i = options.SackCount; i > 0 && Arbitrary.Coin(random); i--)
        {
            options.SackCount = 0;
            options.AddSack(new SackBlock(Near(info.SndUna), Near(info.SndNxt)));
        }

        TcpFlags flags = random.Next(3) == 0 ? (TcpFlags)random.Next(256) : TcpFlags.Ack | (TcpFlags)random.Next(2);
        TcpHeader header = new()
        {
            SourcePort = script.Peer.Port,
            DestinationPort = script.Local.Port,
            Sequence = Near(info.RcvNxt),
            Acknowledgment = Near(info.SndNxt),
            Flags = flags,
            Window = (ushort)(random.Next(3) == 0 ? 0 : random.Next(65_536)),
            UrgentPointer = Arbitrary.Word(random),
        };
        script.Stack.Receive(script.Now, WholePacket.Build(script.Peer.Address, script.Local.Address, header, options, new byte[random.Next(1500)]));
    }
}
