using System.Text;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>What happens to a stack, or to two with a link between them, from the beginning.</summary>
internal sealed record History(Setting Setting, HistoryStep[] Steps)
{
    /// <summary>The script: a line for the setting, and one for each step.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append('\n').Append(Setting);
        for (int i = 0; i < Steps.Length; i++)
        {
            text.Append(null, $"\n{i,4}  {Steps[i]}");
        }

        return text.Append('\n').ToString();
    }
}
