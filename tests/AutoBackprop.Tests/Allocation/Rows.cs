namespace AutoBackprop.Tests.Allocation;

/// <summary>Functions of jagged arrays.</summary>
public static partial class Rows
{
    [Differentiable]
    public static double Squares(double[][] rows)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
                sum += rows[i][j] * rows[i][j];
        }

        return sum;
    }
}
