using System.Threading.Channels;
using Ringspun.Cli.Load.Results;
using Spectre.Console;

namespace Ringspun.Cli.Load.Views;

/// <summary>A display that is redrawn every second, for terminals. It is gone when the run has ended, and the result takes its place.</summary>
internal sealed class LiveView(IAnsiConsole console) : ILoadView
{
    public Task ShowAsync(LoadPlan plan, ChannelReader<LoadSample> samples)
    {
        LiveScreen screen = new(plan);
        return console.Live(screen.Render(console.Profile.Width)).AutoClear(true).StartAsync(async display =>
        {
            display.Refresh();
            await foreach (LoadSample sample in samples.ReadAllAsync())
            {
                screen.Add(sample);
                display.UpdateTarget(screen.Render(console.Profile.Width));
            }
        });
    }
}
