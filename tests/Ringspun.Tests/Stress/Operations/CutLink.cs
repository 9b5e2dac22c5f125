namespace Ringspun.Tests.Stress.Operations;

/// <summary>Nothing gets through for a while.</summary>
internal sealed class CutLink : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        SimulatedLink link = run.Plan.Network.Link;
        run.Network.SetLink(StressRun.Server.Address, StressRun.Server.Address, link with { IsUp = false });
        await run.Pause(run.AnyTime());
        run.Network.SetLink(StressRun.Server.Address, StressRun.Server.Address, link);
    }
}
