using System.Globalization;
using System.Text;

namespace Ringspun.Bench.Figures;

/// <summary>The colours of a figure.</summary>
internal sealed record Theme(string Background, string Text, string Muted, string Grid, string Axis, IReadOnlyList<string> Series)
{
    /// <summary>The colours as rules of a style sheet.</summary>
    public string Rules()
    {
        StringBuilder rules = new();
        rules.Append(CultureInfo.InvariantCulture, $".background{{fill:{Background}}}.text{{fill:{Text}}}.muted{{fill:{Muted}}}");
        rules.Append(CultureInfo.InvariantCulture, $".grid{{stroke:{Grid}}}.axis{{stroke:{Axis}}}");
        foreach ((int i, string colour) in Series.Index())
        {
            rules.Append(CultureInfo.InvariantCulture, $".line{i}{{stroke:{colour}}}.mark{i}{{fill:{colour}}}");
        }

        return rules.ToString();
    }
}
