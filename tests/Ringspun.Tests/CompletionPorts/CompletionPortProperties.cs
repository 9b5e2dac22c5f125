using FsCheck;
using FsCheck.Fluent;
using Property = Ringspun.Tests.Support.Property;

namespace Ringspun.Tests.CompletionPorts;

/// <summary>Random programs against a simple model: what is reported has happened, what has happened is reported, once and in order.</summary>
public sealed class CompletionPortProperties
{
    private const int Counters = 3;
    private const int Sockets = 3;

    private static readonly Gen<PortStep> Step =
        from kind in Gen.Frequency<PortStepKind>(
            (3, Gen.Constant(PortStepKind.Register)),
            (6, Gen.Constant(PortStepKind.Arrive)),
            (3, Gen.Constant(PortStepKind.Read)),
            (2, Gen.Constant(PortStepKind.Fill)),
            (3, Gen.Constant(PortStepKind.Depart)),
            (4, Gen.Constant(PortStepKind.Dequeue)))
        from target in Gen.Choose(0, Counters + Sockets - 1)
        from interest in Gen.Elements(Interest.None, Interest.Read, Interest.Write, Interest.Read | Interest.Write)
        from count in Gen.Elements(1, 2, 3, 64)
        select new PortStep(kind, target, interest, count);

    private static readonly Gen<PortStep[]> Programs = Gen.Choose(5, 60).SelectMany(static count => Step.ArrayOf(count));

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void What_happens_is_reported_once_and_in_order(DriverKind driver) => LoopThread.Run(() =>
        Property.Holds(Programs.ToArbitrary(), program => Check(driver, program), 200));

    private static void Check(DriverKind driver, PortStep[] program)
    {
        using CompletionPort port = Ports.Create(driver, 64);
        PortModel[] models =
        [
            .. Enumerable.Range(0, Counters).Select(static _ => new PortModel(Handle.Counter(), isCounter: true)),
            .. Enumerable.Range(0, Sockets).Select(static _ => new PortModel(Handle.Socket(), isCounter: false)),
        ];
        try
        {
            long now = 0;
            foreach (PortStep step in program.Append(new PortStep(PortStepKind.Dequeue, 0, Interest.None, 64)))
            {
                now++;
                PortModel model = models[step.Target];
                if (step.Kind == PortStepKind.Register)
                {
                    port.Register(model.Handle.Number, step.Interest);
                    model.Register(step.Interest, now);
                }
                else if (step.Kind == PortStepKind.Dequeue)
                {
                    Dequeue(port, models, step.Count);
                }
                else
                {
                    model.Do(step.Kind, now);
                }
            }
        }
        finally
        {
            Array.ForEach(models, static model => model.Handle.Dispose());
        }
    }

    private static void Dequeue(CompletionPort port, PortModel[] models, int most)
    {
        Dictionary<int, Interest> must = models.ToDictionary(static model => model.Handle.Number, static model => model.Must);
        CompletionEvent[] events = port.Look(most);
        Assert.Equal(events.Length, events.Select(static happened => happened.Descriptor).Distinct().Count());
        PortModel[] reported = [.. events.Select(happened => models.Single(model => model.Handle.Number == happened.Descriptor))];
        foreach ((CompletionEvent happened, PortModel model) in events.Zip(reported))
        {
            Assert.NotEqual(Interest.None, happened.Ready);
            Assert.True((happened.Ready & ~model.May) == 0, $"{happened} is reported, but only {model.May} has happened since the last time");
            Interest owed = must[happened.Descriptor];
            Assert.True((owed & ~happened.Ready) == 0, $"{happened} is reported without all of {owed}");
        }

        PortModel[] left = [.. models.Except(reported).Where(model => must[model.Handle.Number] != Interest.None)];
        Assert.True(events.Length == most || left.Length == 0, $"{left.FirstOrDefault()?.Handle.Number}: {left.FirstOrDefault()?.Must} is not reported");
        long[] order = [.. reported.Select(static model => model.Since).OfType<long>()];
        Assert.Equal(order.Order(), order);
        Assert.All(left, model => Assert.All(order, since => Assert.True(model.Since is null || model.Since > since, "an older event was left behind")));
        foreach (PortModel model in models.Except(left))
        {
            int at = Array.IndexOf(reported, model);
            model.Report(at < 0 ? Interest.None : events[at].Ready);
        }
    }
}
