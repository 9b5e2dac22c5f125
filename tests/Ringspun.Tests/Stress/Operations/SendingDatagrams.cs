using System.Net;

namespace Ringspun.Tests.Stress.Operations;

/// <summary>Datagrams from one socket to another: whatever comes is whole, is what was sent, and comes once.</summary>
internal sealed class SendingDatagrams : StressOperation
{
    private const int Largest = 1000;

    public override async Fiber Run(StressRun run, int depth)
    {
        using Sockets? sockets = Sockets.TryOpen(run);
        if (sockets is null)
        {
            return;
        }

        int key = run.Random.Next();
        int count = run.Random.Next(0, 10);
        using var end = new StressCancellation();
        FiberHandle receiver = run.Fork(() => Receive(run, sockets, key, count, end.Token));
        for (int number = 0; number < count; number++)
        {
            using StressCancellation cancel = run.MayCancel();
            StressOutcome<int> sent = await run.Try(sockets.Sender.SendAsync(Contents(key, number), cancel.Token), cancel.Token);
            StressRun.Check(sent.IsSuccess || sent.Ending == StressEnding.Cancelled, $"The send of a datagram ended with {sent}.");
            await run.Dawdle();
        }

        // What has not come by then is lost.
        await run.Pause(TimeSpan.FromMinutes(1));
        end.Cancel();
        await receiver;
    }

    private static async Fiber Receive(StressRun run, Sockets sockets, int key, int count, CancellationToken end)
    {
        var seen = new HashSet<int>();
        var buffer = new byte[Largest];
        while (true)
        {
            Memory<byte> room = buffer.AsMemory(0, run.Random.Next(sizeof(int), Largest));
            StressOutcome<Datagram> received = await run.Try(sockets.Receiver.ReceiveAsync(room, end), end);
            if (!received.IsSuccess)
            {
                StressRun.Check(received.Ending == StressEnding.Cancelled, $"The receive of a datagram ended with {received}.");
                return;
            }

            Datagram datagram = received.Value;
            int number = BitConverter.ToInt32(room.Span);
            StressRun.Check(number >= 0 && number < count && seen.Add(number), $"Datagram {number} of {count} came that was not sent, or came twice.");
            byte[] expected = Contents(key, number);
            StressRun.Check(datagram.FullLength == expected.Length, $"A datagram of {expected.Length} bytes came with {datagram.FullLength}.");
            StressRun.Check(room.Span[..datagram.Length].SequenceEqual(expected.AsSpan(0, datagram.Length)), "A datagram's bytes have changed.");
        }
    }

    private static byte[] Contents(int key, int number)
    {
        var random = new Random(key + number);
        var bytes = new byte[random.Next(sizeof(int), Largest)];
        random.NextBytes(bytes);
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }

    /// <summary>Two sockets of the calling loop, the one connected to the other.</summary>
    private sealed class Sockets : IDisposable
    {
        private readonly List<IDisposable> _opened = [];

        public IDatagramSocket Sender { get; private set; } = null!;

        public IDatagramSocket Receiver { get; private set; } = null!;

        public static Sockets? TryOpen(StressRun run)
        {
            var sockets = new Sockets();
            try
            {
                sockets.Receiver = sockets.Open(run);
                sockets.Sender = sockets.Open(run);
                sockets.Sender.Connect((IPEndPoint)sockets.Receiver.LocalEndPoint!);
                return sockets;
            }
            catch (LinuxException exception)
            {
                StressRun.Check(exception.Errno == Errno.EMFILE && run.Plan.DescriptorLimit < int.MaxValue, $"A socket was refused with {exception.Errno}.");
                sockets.Dispose();
                return null;
            }
        }

        public void Dispose() => _opened.ForEach(static opened => opened.Dispose());

        private IDatagramSocket Open(StressRun run)
        {
            IDatagramBinding binding = run.Network.BindDatagram(new IPEndPoint(StressRun.Server.Address, 0));
            _opened.Add(binding);
            IDatagramSocket socket = binding.Open(EventLoop.Current!);
            _opened.Add(socket);
            return socket;
        }
    }
}
