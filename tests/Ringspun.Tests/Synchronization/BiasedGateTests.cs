namespace Ringspun.Tests.Synchronization;

public sealed class BiasedGateTests
{
    private const int Gates = 400;
    private const int Own = 2000;
    private const int Foreign = 200;

    [Fact]
    public void A_stranger_takes_the_gate_over_and_nobody_is_inside_with_another()
    {
        BiasedGate.MostRevocations = int.MaxValue;
        Guarded[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new Guarded())];
        using var both = new Barrier(2);
        var stranger = new Thread(() => Use(gates, both, Foreign)) { IsBackground = true };
        stranger.Start();
        LoopThread.Run(() =>
        {
            using var loop = new EventLoop(LoopThread.PatientDriver());
            foreach (Guarded gate in gates)
            {
                gate.Add(1);
            }

            Use(gates, both, Own);
        });
        stranger.Join();
        Assert.All(gates, gate => Assert.Equal(1 + Own + Foreign, gate.Sum));
    }

    [Fact]
    public void Who_has_no_loop_may_come_first()
    {
        var gate = new Guarded();
        gate.Add(5);
        LoopThread.Run(() =>
        {
            using var loop = new EventLoop(LoopThread.PatientDriver());
            gate.Add(5);
        });
        gate.Add(5);
        Assert.Equal(15, gate.Sum);
    }

    private static void Use(Guarded[] gates, Barrier both, int times)
    {
        foreach (Guarded gate in gates)
        {
            both.SignalAndWait();
            gate.Add(times);
        }
    }

    private sealed class Guarded
    {
        private BiasedGate _gate;

        public long Sum { get; private set; }

        public void Add(int times)
        {
            for (int i = 0; i < times; i++)
            {
                _gate.Enter();
                Sum++;
                _gate.Exit();
            }
        }
    }
}
