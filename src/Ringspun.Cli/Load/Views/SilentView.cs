using System.Threading.Channels;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Views;

/// <summary>Shows nothing; <c>--quiet</c>.</summary>
internal sealed class SilentView : ILoadView
{
    public async Task ShowAsync(LoadPlan plan, ChannelReader<LoadSample> samples)
    {
        await foreach (LoadSample _ in samples.ReadAllAsync())
        {
            // Taken, so that the channel does not fill up.
        }
    }
}
