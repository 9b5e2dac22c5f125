using System.Threading.Channels;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Views;

/// <summary>Shows a run while it goes on. It runs on a thread of its own, so that no loop waits for a terminal.</summary>
internal interface ILoadView
{
    /// <summary>Shows every sample as it comes; ends when there are no more.</summary>
    Task ShowAsync(LoadPlan plan, ChannelReader<LoadSample> samples);
}
